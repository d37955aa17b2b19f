import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { EncodedFrame } from '../encoder/encoded-frame.interface.js';
import type { MediaInputRequest } from '../ffmpeg/media-input-request.interface.js';
import { MediaInput } from '../ffmpeg/media-input.js';
import type { CaptureClock } from '../frames/capture-clock.interface.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import { LiveTimeline } from './live-timeline.js';
import { ResumePoint } from './resume-point.js';
import type { VideoSource, VideoSourceInfo } from './video-source.interface.js';

/** Works out what to ask FFmpeg for, and looks first whether it can be there at all. Throws coded errors. */
export type PrepareRequest = () => Promise<MediaInputRequest>;

/** Anything FFmpeg can open: files, cameras, addresses, the screen. */
export class MediaVideoSource implements VideoSource {
  private input: MediaInput | undefined;
  private opening: Promise<unknown> = Promise.resolve();
  private abort = new AbortController();
  private hasEnd = false;

  /**
   * @param label name of the source, without credentials
   * @param mayReconnect whether it is worth opening again after a failure
   */
  constructor(
    readonly label: string,
    private readonly mayReconnect: boolean,
    private readonly prepare: PrepareRequest,
    private readonly clock: CaptureClock,
    private readonly resumePoint = new ResumePoint(),
  ) {}

  /** What is behind an address shows when it is open: a recording there has an end that is meant. */
  get reconnects(): boolean | 'after-failure' {
    return this.mayReconnect && this.hasEnd ? 'after-failure' : this.mayReconnect;
  }

  get packetsRead(): number {
    return this.input?.packetsRead ?? 0;
  }

  get timestampsMayJump(): boolean {
    return this.input?.timestampsMayJump ?? false;
  }

  /**
   * @param run aborted when nobody wants to see more; a recording that breaks off before goes on where it was
   */
  open(signal: AbortSignal, run = signal): Promise<VideoSourceInfo> {
    this.resumePoint.begin(run);
    this.abort = new AbortController();
    const opening = this.connect(AbortSignal.any([signal, this.abort.signal]));
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const { input } = this;
    if (input === undefined) return;
    const timeline = new LiveTimeline();
    for (let frame = await input.read(); frame !== undefined; frame = await input.read()) {
      this.note(frame.captureTimeUs);
      yield input.live ? stamp(frame, this.capturedAtUs(frame, input, timeline)) : frame;
    }
    this.noteEnd();
  }

  async *encodedFrames(): AsyncGenerator<EncodedFrame> {
    const { input } = this;
    if (input === undefined) return;
    const timeline = new LiveTimeline();
    for (let frame = await input.readEncoded(); frame !== undefined; frame = await input.readEncoded()) {
      this.note(frame.captureTimeUs);
      yield input.live ? { ...frame, captureTimeUs: this.capturedAtUs(frame, input, timeline) } : frame;
    }
    this.noteEnd();
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.opening;
    const { input } = this;
    this.input = undefined;
    await input?.close();
  }

  /** Many a camera on HTTP sends one JPEG after the other and no times: there the arrival is all there is to go by. */
  private capturedAtUs(
    { captureTimeUs }: { readonly captureTimeUs: number },
    { stamped }: MediaInput,
    timeline: LiveTimeline,
  ): number {
    const nowUs = this.clock.nowUs();
    return timeline.captureTimeUs(stamped ? captureTimeUs : nowUs, nowUs);
  }

  /** @param mediaTimeUs place of a picture in a recording; of others it says nothing */
  private note(mediaTimeUs: number): void {
    if (this.reconnects === 'after-failure') this.resumePoint.reached(mediaTimeUs);
  }

  /** Not by its close: the input says the same to that. */
  private noteEnd(): void {
    if (!this.abort.signal.aborted) this.resumePoint.ended();
  }

  private async connect(signal: AbortSignal): Promise<VideoSourceInfo> {
    const { startAtUs: startAfterUs } = this.resumePoint;
    const input = await MediaInput.open({ ...(await this.prepare()), startAfterUs }, signal);
    if (signal.aborted) {
      await input.close();
      throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
    }
    this.input = input;
    this.hasEnd = !input.endless;
    this.resumePoint.opened();
    const { width, height, framerate, live, passthrough } = input;
    return { width, height, framerate, live, ...(passthrough && { passthrough }) };
  }
}

function stamp(frame: VideoFrame, captureTimeUs: number): VideoFrame {
  try {
    return frame.clone(captureTimeUs);
  } finally {
    frame.close();
  }
}
