import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { isEncoded, type EncodedFrame } from '../../media/encoded-frame.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { MediaInput } from '../../ffmpeg/input/media-input.js';
import {
  audioDurationUs,
  type AudioFormat,
  type AudioFrame,
  type EncodedAudioFrame,
} from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import { LiveTimeline } from '../playback/live-timeline.js';
import { openWithFallbacks } from '../opening/open-with-fallbacks.js';
import { OpenPlan } from '../opening/open-plan.js';
import { RunawayGuard } from '../playback/runaway-guard.js';
import { repeatUntil, SNAPSHOT_RATE } from './snapshot.js';
import { ResumePoint } from '../playback/resume-point.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

/** Builds the request for FFmpeg, and checks that the input can exist. Rejects with coded errors. */
export type PrepareRequest = () => Promise<MediaInputRequest>;

/** Time limit for asking a server why there are no frames, in milliseconds. */
const EXPLAIN_MS = 3000;

/** Any input FFmpeg opens in this process: files, cameras, URLs, the screen. */
export class MediaVideoSource implements VideoSource {
  private input: MediaInput | undefined;
  private opening: Promise<unknown> = Promise.resolve();
  private abort = new AbortController();
  private hasEnd = false;
  /** The request that succeeded, with its fallbacks. */
  private request: MediaInputRequest | undefined;
  /** One for both tracks: sound gets its capture times by the frames' offset. */
  private timeline = new LiveTimeline();
  private warnedOf = '';

  /**
   * @param label name of the source, without credentials
   * @param mayReconnect whether to reconnect after a failure
   */
  constructor(
    readonly label: string,
    private mayReconnect: boolean,
    private readonly prepare: PrepareRequest,
    private readonly clock: CaptureClock,
    private readonly resumePoint = new ResumePoint(),
    private readonly logger?: StreamLogger,
  ) {}

  /** Known once the input is open: a recording behind a URL has a regular end. */
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
   * @param run aborts when the source is no longer needed; an interrupted recording resumes at its position until
   *   then
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
    if (this.isSnapshot(input)) return yield* this.snapshots(input);
    const timeline = (this.timeline = new LiveTimeline());
    for await (const frame of this.untilEnd(
      input,
      () => input.read(),
      (late) => late.close(),
    ))
      yield input.live ? stamp(frame, this.capturedAtUs(frame, input, timeline)) : frame;
  }

  private async *untilEnd<Captured extends { readonly captureTimeUs: number }>(
    input: MediaInput,
    read: () => Promise<Captured | undefined>,
    discard: (late: Captured) => void = () => undefined,
  ): AsyncGenerator<Captured> {
    const { signal } = this.abort;
    const guard = input.live && input.stamped && this.isProbed ? new RunawayGuard() : undefined;
    let isEmpty = true;
    for (;;) {
      const frame = await read().catch(async (error: unknown) => {
        throw isEmpty ? await this.explained(error) : error;
      });
      if (frame === undefined) break;
      isEmpty = false;
      this.note(frame.captureTimeUs);
      const delayMs = guard?.delayMs(frame.captureTimeUs, this.clock.nowUs()) ?? 0;
      if (delayMs > 0) await this.clock.sleep(delayMs, signal);
      if (signal.aborted) return discard(frame);
      yield frame;
    }
    if (signal.aborted) return;
    // FFmpeg has skipped the frames to reach an index behind them, cannot seek back, and reports the end.
    if (isEmpty && !input.live) {
      const reason = 'it contains no frames';
      throw await this.explained(new WebGearRtcError('WGR_SOURCE_NOT_MEDIA', { source: this.label, reason }));
    }
    if (guard?.hasHeldBack === true) this.hasEnd = true;
    this.noteEnd();
  }

  /** The error with the reason the server states, if any. */
  private async explained(error: unknown): Promise<unknown> {
    const { request } = this;
    if (request === undefined || !(error instanceof WebGearRtcError) || this.abort.signal.aborted)
      return error;
    const explanation = await new OpenPlan(request).after(error, EXPLAIN_MS, this.abort.signal);
    return explanation instanceof WebGearRtcError ? explanation : error;
  }

  /** Most cameras send one image per request and are polled; some send several per response. */
  private async *snapshots(first: MediaInput): AsyncGenerator<VideoFrame> {
    const { signal } = this.abort;
    for (
      let input: MediaInput | undefined = first;
      input !== undefined;
      input = await this.reopened(signal)
    ) {
      for (let image = await input.read(); image !== undefined;) {
        const next: Promise<VideoFrame | undefined> = input.read();
        next.catch(() => undefined);
        yield* repeatUntil(image, next, this.clock, signal);
        image = await next;
        if (signal.aborted) return image?.close();
      }
      await input.close();
    }
  }

  private async reopened(signal: AbortSignal): Promise<MediaInput | undefined> {
    if (this.request === undefined || signal.aborted) return undefined;
    const opening = MediaInput.open(this.request, signal);
    this.opening = opening.catch(() => undefined);
    const input = await opening.catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    this.input = input;
    if (signal.aborted) await input?.close();
    return signal.aborted ? undefined : input;
  }

  private get isProbed(): boolean {
    return this.request?.live === 'probe';
  }

  private isSnapshot(input: MediaInput): boolean {
    return this.mayReconnect && input.isImage;
  }

  get isReadEncoded(): boolean {
    return this.input?.isReadEncoded ?? false;
  }

  async *encodedFrames(): AsyncGenerator<EncodedFrame | VideoFrame> {
    const { input } = this;
    if (input === undefined) return;
    const timeline = (this.timeline = new LiveTimeline());
    const discard = (late: EncodedFrame | VideoFrame): void => void (isEncoded(late) || late.close());
    for await (const frame of this.untilEnd(input, () => input.readEncoded(), discard)) {
      if (!input.live) yield frame;
      else {
        const captureTimeUs = this.capturedAtUs(frame, input, timeline);
        yield isEncoded(frame) ? { ...frame, captureTimeUs } : stamp(frame, captureTimeUs);
      }
    }
  }

  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    const { input } = this;
    for await (const frame of input?.audio?.frames(signal) ?? []) {
      if (input?.live !== true) {
        yield frame;
        continue;
      }
      const nowUs = this.clock.nowUs();
      const timeUs = this.timeline.soundTimeUs(frame.captureTimeUs, audioDurationUs(frame), nowUs);
      if (timeUs === undefined) continue;
      if (timeUs > nowUs) await this.clock.sleep((timeUs - nowUs) / 1000, signal);
      // A timer may end a little early.
      yield { ...frame, captureTimeUs: Math.min(timeUs, this.clock.nowUs()) };
    }
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.opening;
    const { input } = this;
    this.input = undefined;
    await input?.close();
  }

  /** Many HTTP cameras send JPEGs without timestamps: the arrival is the capture time then. */
  private capturedAtUs(
    { captureTimeUs }: { readonly captureTimeUs: number },
    { stamped }: MediaInput,
    timeline: LiveTimeline,
  ): number {
    const nowUs = this.clock.nowUs();
    return timeline.captureTimeUs(stamped ? captureTimeUs : nowUs, nowUs);
  }

  /** @param mediaTimeUs position in a recording; ignored for live sources */
  private note(mediaTimeUs: number): void {
    if (this.reconnects === 'after-failure') this.resumePoint.reached(mediaTimeUs);
  }

  /** Closing also ends the input, and does not count. */
  private noteEnd(): void {
    if (!this.abort.signal.aborted) this.resumePoint.ended();
  }

  private async connect(signal: AbortSignal): Promise<VideoSourceInfo> {
    const { startAtUs: startAfterUs } = this.resumePoint;
    const prepared = { ...(await this.prepare()), startAfterUs };
    // A local playlist or session description may refer to a camera.
    this.mayReconnect ||= prepared.format === 'sdp' || /^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(prepared.url);
    const open = async (request: MediaInputRequest, opening: AbortSignal): Promise<MediaInput> => {
      const opened = await MediaInput.open(request, opening);
      this.request = request;
      return opened;
    };
    const input = await openWithFallbacks(prepared, signal, open, this.logger);
    if (signal.aborted) {
      await input.close();
      throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
    }
    this.input = input;
    const isSnapshot = this.isSnapshot(input);
    this.hasEnd = !input.endless && !isSnapshot;
    this.resumePoint.opened();
    const { width, height, passthrough } = input;
    const framerate = isSnapshot ? SNAPSHOT_RATE : input.framerate;
    const live = isSnapshot || input.live;
    const audio = isSnapshot ? undefined : this.audioOf(input);
    return { width, height, framerate, live, ...(passthrough && { passthrough }), ...(audio && { audio }) };
  }

  private audioOf({ audio, audioFault }: MediaInput): AudioFormat | undefined {
    // Once, not with each reconnect.
    if (audioFault !== undefined && audioFault !== this.warnedOf)
      this.logger?.warn(`"${this.label}" is shown without sound: its sound ${audioFault}.`);
    this.warnedOf = audioFault ?? this.warnedOf;
    return audio?.format;
  }
}

function stamp(frame: VideoFrame, captureTimeUs: number): VideoFrame {
  try {
    return frame.clone(captureTimeUs);
  } finally {
    frame.close();
  }
}
