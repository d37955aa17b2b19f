import { Observable, type Subscriber } from 'rxjs';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { ElementaryStreamDecoder } from '../../ffmpeg/decode/elementary-stream-decoder.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** A decoder that is this many frames behind will not catch up: it goes on at the next key frame. */
const MAX_WAITING = 120;

/** What to decode. */
export interface DecodedFramesParts {
  /** Compressed frames as they come. */
  readonly encodedFrames$: Observable<EncodedFrame>;
  /** What came since the newest key frame, for somebody who begins in between. */
  readonly sinceKeyFrame: () => readonly EncodedFrame[];
  readonly onDecoded: () => void;
  /** Takes over the newest frame, which is kept for those who come later; `undefined` when decoding ends. */
  readonly keep: (frame: VideoFrame | undefined) => void;
  readonly onError: (error: unknown) => void;
}

/** The frames of a compressed source, decoded while somebody listens. Each is on loan until the subscriber returns. */
export function decodedFrames(parts: DecodedFramesParts): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    const decoding = new Decoding(parts, subscriber);
    const subscription = parts.encodedFrames$.subscribe((frame) => decoding.push(frame));
    subscription.add(() => decoding.end());
    return subscription;
  });
}

interface Waiting {
  readonly frame: EncodedFrame;
  /** Decoded for the sake of those after it; it has been shown already. */
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
    this.run().catch(parts.onError);
  }

  push(frame: EncodedFrame): void {
    // Those from before are as many as the key frames are far apart, and no sign of a slow decoder.
    if (this.waiting.length > MAX_WAITING && this.waiting.at(-MAX_WAITING)?.past === false) {
      this.waiting = [];
      this.waitsForKeyFrame = true;
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

  /** One decoder for all: each frame is told as the difference from the one before. */
  private async run(): Promise<void> {
    await this.somethingToDo();
    if (this.ended) return;
    const decoder = await ElementaryStreamDecoder.open();
    try {
      for (; !this.ended; await this.somethingToDo()) {
        const next = this.waiting.shift();
        if (next !== undefined) await this.decode(decoder, next).catch(this.parts.onError);
      }
    } finally {
      decoder.close();
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
