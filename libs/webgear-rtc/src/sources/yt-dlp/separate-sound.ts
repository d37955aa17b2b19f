import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { AudioFormat, AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { MediaAudioSource } from '../in-process/media-audio-source.js';

/** What {@link SeparateSound} plays, and beside what. */
export interface SeparateSoundParts {
  /** Name of the source, without credentials. */
  readonly label: string;
  readonly request: MediaInputRequest;
  readonly clock: CaptureClock;
  /** Whether the frames arrive at their own pace: the sound has to do the same, to have times on their axis. */
  readonly live: boolean;
}

/** How often to ask for the first frame, in milliseconds. */
const WAIT_MS = 10;

/** The sound of a video that has a URL of its own. It is opened while there are listeners, at the position of the frames. */
export class SeparateSound {
  private positionUs: number | undefined;

  constructor(private readonly parts: SeparateSoundParts) {}

  /** What sound is announced as before it is opened; its frames say what they are. */
  get format(): AudioFormat {
    return { sampleRateHz: 48_000, channels: 2 };
  }

  /** A frame with this timestamp is the newest, in microseconds. */
  frameArrived(captureTimeUs: number): void {
    this.positionUs = captureTimeUs;
  }

  /**
   * The sound from the newest frame on, until its end or until the signal aborts, with times on the axis of the frames.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
   */
  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    const { label, request, clock, live } = this.parts;
    while (this.positionUs === undefined && !signal.aborted) await clock.sleep(WAIT_MS, signal);
    if (signal.aborted) return;
    const startAfterUs = live ? undefined : this.positionUs;
    const source = new MediaAudioSource(label, () => Promise.resolve({ ...request, startAfterUs }), clock);
    try {
      const opened = await source.open(signal);
      if (opened.live !== live) {
        const reason = 'its sound has another pace than its video';
        throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
      }
      yield* source.audioFrames(signal);
    } finally {
      await source.close();
    }
  }
}
