import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { MediaAudioInput } from '../../ffmpeg/input/media-audio-input.js';
import {
  audioDurationUs,
  type AudioFormat,
  type AudioFrame,
  type EncodedAudioFrame,
} from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { openWithFallbacks } from '../opening/open-with-fallbacks.js';
import { LiveTimeline } from '../playback/live-timeline.js';
import type { PrepareRequest } from './media-video-source.js';

/** The sound of an input alone: of a microphone, a file or a URL. Its video, if any, is not read. */
export class MediaAudioSource {
  private input: MediaAudioInput | undefined;
  private opening: Promise<unknown> = Promise.resolve();
  private abort = new AbortController();

  /** @param label name of the source, without credentials */
  constructor(
    readonly label: string,
    private readonly prepare: PrepareRequest,
    private readonly clock: CaptureClock,
  ) {}

  /**
   * Connects, and resolves with the format of the sound and whether it arrives at its own pace.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes; `WGR_SOURCE_NO_AUDIO` without sound
   */
  open(signal: AbortSignal): Promise<AudioFormat & { readonly live: boolean }> {
    this.abort = new AbortController();
    const opening = this.connect(AbortSignal.any([signal, this.abort.signal]));
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  /**
   * The sound until its end, or until the signal aborts. A live source uses capture times of the clock, by the arrival of the
   * sound; times of others start anywhere.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
   */
  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    const { input } = this;
    if (input === undefined) return;
    const timeline = new LiveTimeline();
    let endUs = Number.NEGATIVE_INFINITY;
    for await (const frame of input.frames(signal)) {
      if (!input.live) {
        yield frame;
        continue;
      }
      const captureTimeUs = timeline.captureTimeUs(frame.captureTimeUs, this.clock.nowUs());
      const durationUs = audioDurationUs(frame);
      // What was read to probe the input arrives at once; it is over.
      if (captureTimeUs + durationUs / 2 < endUs) continue;
      endUs = captureTimeUs + durationUs;
      yield { ...frame, captureTimeUs };
    }
  }

  /** Frees everything, also while {@link open} or {@link audioFrames} is pending. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.opening;
    const { input } = this;
    this.input = undefined;
    await input?.close();
  }

  private async connect(signal: AbortSignal): Promise<AudioFormat & { readonly live: boolean }> {
    const attempt = MediaAudioInput.open.bind(MediaAudioInput);
    const input = await openWithFallbacks(await this.prepare(), signal, attempt, undefined);
    if (signal.aborted) {
      await input.close();
      throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
    }
    this.input = input;
    return { ...input.format, live: input.live };
  }
}
