import { filter, Observable, type MonoTypeOperatorFunction, type Subscriber } from 'rxjs';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { ElementaryStreamDecoder } from '../../ffmpeg/decode/elementary-stream-decoder.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** A decoder that is this many frames behind cannot catch up, and skips to the next key frame. */
const MAX_WAITING = 120;

/** Input of the decoder. */
export interface DecodedFramesParts {
  /** Encoded frames of the source. */
  readonly encodedFrames$: Observable<EncodedFrame>;
  /** The frames since the newest key frame, to start decoding within a GOP. */
  readonly sinceKeyFrame: () => readonly EncodedFrame[];
  /** Asks the source for a key frame, where it can be asked. */
  readonly requestKeyFrame: () => void;
  readonly onDecoded: () => void;
  /** Takes ownership of the newest frame, to show to later subscribers; `undefined` when decoding ends. */
  readonly keep: (frame: VideoFrame | undefined) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Decoded frames of an encoded source; decoding runs while there are subscribers. Each frame is valid until the
 * subscriber returns.
 */
export function decodedFrames(parts: DecodedFramesParts): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    const decoding = new Decoding(parts, subscriber);
    const subscription = parts.encodedFrames$.subscribe((frame) => decoding.push(frame));
    subscription.add(() => decoding.end());
    return subscription;
  });
}

/** Leaves out what a decoder hands over late, behind frames that came decoded: times must not go back. */
export function withoutOlder(): MonoTypeOperatorFunction<VideoFrame> {
  let newestUs = Number.NEGATIVE_INFINITY;
  return filter(({ captureTimeUs }) => {
    const isInOrder = captureTimeUs >= newestUs;
    newestUs = Math.max(newestUs, captureTimeUs);
    return isInOrder;
  });
}

interface Waiting {
  readonly frame: EncodedFrame;
  /** Needed to decode later frames, but was shown before. */
  readonly past: boolean;
}

class Decoding {
  private waiting: Waiting[];
  private waitsForKeyFrame: boolean;
  private ended = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly parts: DecodedFramesParts,
    private readonly subscriber: Subscriber<VideoFrame>,
  ) {
    const group = parts.sinceKeyFrame();
    this.waiting = group.map((frame, index) => ({ frame, past: index < group.length - 1 }));
    this.waitsForKeyFrame = group.length === 0;
    if (this.waitsForKeyFrame) parts.requestKeyFrame();
    this.run().catch(parts.onError);
  }

  push(frame: EncodedFrame): void {
    // Frames of the GOP that precede the subscription are no sign of a slow decoder.
    if (this.waiting.length > MAX_WAITING && this.waiting.at(-MAX_WAITING)?.past === false) {
      this.waiting = [];
      this.waitsForKeyFrame = true;
      if (!frame.keyFrame) this.parts.requestKeyFrame();
    }
    this.waitsForKeyFrame &&= !frame.keyFrame;
    if (this.waitsForKeyFrame) return;
    this.waiting.push({ frame, past: false });
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.parts.keep(undefined);
    this.wake();
  }

  /** Sequentially with one decoder: each frame is predicted from the one before. */
  private async run(): Promise<void> {
    await this.somethingToDo();
    if (this.ended) return;
    let decoder: ElementaryStreamDecoder | undefined;
    try {
      for (; !this.ended; await this.somethingToDo()) {
        const next = this.waiting.shift();
        if (next === undefined) continue;
        if (decoder?.codec !== next.frame.codec) {
          // The encoder behind an address may change its codec too.
          decoder?.close();
          decoder = undefined;
          decoder = await ElementaryStreamDecoder.open(next.frame.codec);
        }
        await this.decode(decoder, next).catch(this.parts.onError);
      }
    } finally {
      decoder?.close();
    }
  }

  private async decode(decoder: ElementaryStreamDecoder, { frame, past }: Waiting): Promise<void> {
    const decoded = await decoder.decode(frame.data, frame.captureTimeUs);
    this.parts.onDecoded();
    if (decoded === undefined) return;
    if (past || this.ended) return decoded.close();
    this.parts.keep(decoded);
    this.subscriber.next(decoded);
  }

  private async somethingToDo(): Promise<void> {
    while (!this.ended && this.waiting.length === 0) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
