import { BehaviorSubject, finalize, defer, Subject } from 'rxjs';
import type { AudioFrame, EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { StreamState } from '../media/stream-stats.js';
import type { FrameCapture } from '../sources/playback/frame-capture.interface.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';

/** A source that a test opens and feeds by hand. */
export class FakeFrameCapture implements FrameCapture {
  readonly state$ = new BehaviorSubject<StreamState>('idle');
  readonly failures$ = new Subject<unknown>();
  readonly frames$ = new Subject<VideoFrame>();
  readonly encodedFrames$ = new Subject<EncodedFrame>();
  readonly audio$ = defer(() => {
    this.audioListeners++;
    return this.sound.pipe(finalize(() => this.audioListeners--));
  });
  /** How many read its sound. */
  audioListeners = 0;
  private readonly sound = new Subject<AudioFrame | EncodedAudioFrame>();
  info: VideoSourceInfo | undefined;
  lastFrame: VideoFrame | undefined;
  /** See `VideoSource.hasPublisher`. */
  hasPublisher: boolean | undefined;
  /** What it says of the frames it delivers. */
  showsSlate = false;
  /** How often its opening was awaited. */
  awaited = 0;
  /** How often it was started. */
  starts = 0;
  private resolveOpened: (info: VideoSourceInfo) => void = () => undefined;
  private readonly opening = new Promise<VideoSourceInfo>((resolve) => (this.resolveOpened = resolve));

  start(): void {
    if (this.state$.value !== 'idle' && this.state$.value !== 'ended') return;
    this.starts++;
    this.state$.next('starting');
  }

  opened(): Promise<VideoSourceInfo> {
    this.awaited++;
    return this.opening;
  }

  stop(): Promise<void> {
    this.state$.next('idle');
    return Promise.resolve();
  }

  /** Says what the source is like, as it does when it has been opened. */
  open(info: VideoSourceInfo): void {
    this.info = info;
    this.state$.next('live');
    this.resolveOpened(info);
  }

  /** Comes to its end. */
  end(): void {
    this.state$.next('ended');
  }

  /** Delivers an encoded frame. */
  deliverEncoded(frame: EncodedFrame): void {
    this.encodedFrames$.next(frame);
  }

  /** Delivers 20 ms of sound: a packet of G.711, or decoded where left out. */
  deliverAudio(captureTimeUs: number, codec?: 'pcmu' | 'pcma'): void {
    const frame: AudioFrame | EncodedAudioFrame =
      codec === undefined
        ? { samples: new Float32Array(1920), channels: 2, sampleRateHz: 48_000, captureTimeUs }
        : { codec, captureTimeUs, durationUs: 20_000, channels: 1, data: Buffer.alloc(160, 1) };
    this.sound.next(frame);
  }

  /** Delivers a frame on loan and closes it, as a supervisor does. */
  deliver(frame: VideoFrame): void {
    this.frames$.next(frame);
    frame.close();
  }
}
