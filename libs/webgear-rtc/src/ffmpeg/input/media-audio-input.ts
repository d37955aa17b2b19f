import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AudioFormat, AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import { openAudio, type AudioReader } from '../audio/audio-reader.js';
import type { MediaInputRequest } from './media-input-request.js';
import { OpenedInput } from './opened-input.js';

/** An opened FFmpeg input of which the sound is read alone: a microphone, or a file with or without video. */
export class MediaAudioInput {
  private constructor(
    private readonly input: OpenedInput,
    /** Whether the sound arrives at its own pace. */
    readonly live: boolean,
    private readonly audio: AudioReader,
  ) {}

  /**
   * Connects, and finds the audio stream.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes; `WGR_SOURCE_NO_AUDIO` without sound, `WGR_SOURCE_STOPPED` when
   *   the signal aborts
   */
  static open(request: MediaInputRequest, signal: AbortSignal): Promise<MediaAudioInput> {
    return OpenedInput.open(request, signal, async (input) => {
      const { av, context } = input;
      const { label: source, startAfterUs } = request;
      for (const stream of context.streams) stream.discard = av.AVDISCARD_ALL;
      const { live, endless } = await input.pace();
      const { audio, fault } = openAudio(input, undefined, live);
      // If the input cannot seek, it is read from its beginning: what comes too early is not played.
      if (audio !== undefined && startAfterUs !== undefined && !endless) await audio.seek(startAfterUs);
      if (audio !== undefined) return new MediaAudioInput(input, live, audio);
      if (fault === undefined) throw new WebGearRtcError('WGR_SOURCE_NO_AUDIO', { source });
      throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source, reason: `its sound ${fault}` });
    });
  }

  /** What the container states of the sound. */
  get format(): AudioFormat {
    return this.audio.format;
  }

  /**
   * The sound, with times of the input in microseconds, from an arbitrary start. It ends with the input, with
   * {@link close}, or when the signal aborts.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
   */
  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    const frames = this.audio.frames(signal);
    const read = async (): Promise<AudioFrame | EncodedAudioFrame | undefined> => {
      const next = await frames.next();
      return next.done === true ? undefined : next.value;
    };
    try {
      for (;;) {
        const frame = await this.input.reading(read);
        if (frame === undefined) return;
        yield frame;
      }
    } finally {
      await frames.return(undefined);
    }
  }

  /** Frees everything. A second call waits for the first. */
  close(): Promise<void> {
    return this.input.close(() => this.audio.close());
  }
}
