import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AudioFormat, AudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { MediaProcess, type MediaCommand } from '../child-process/media-process.js';
import type { AudioSource } from './audio-source.interface.js';
import { pcmFormat, pcmFrames } from './pcm-frames.js';

/** Sound that a program reads, such as a device that FFmpeg in this process cannot. */
export class ProgramAudioSource implements AudioSource {
  private process: MediaProcess | undefined;
  private opening: Promise<unknown> = Promise.resolve();

  /** @param prepare builds the command, which writes {@link pcmFormat} as 32-bit floats */
  constructor(
    readonly label: string,
    private readonly prepare: () => Promise<MediaCommand>,
    private readonly clock: CaptureClock,
  ) {}

  /** Resolves when the program has started; that it fails shows in its sound. */
  open(signal: AbortSignal): Promise<AudioFormat & { readonly live: boolean }> {
    const opening = this.start(signal);
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    const { process } = this;
    if (process === undefined) return;
    const stop = (): void => void process.close();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const frame of pcmFrames(process.output, this.clock, true)) {
        if (signal.aborted) return;
        yield frame;
      }
      if (!signal.aborted) throw await process.failure();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await this.opening;
    await this.process?.close();
  }

  private async start(signal: AbortSignal): Promise<AudioFormat & { readonly live: boolean }> {
    const process = await MediaProcess.start(await this.prepare());
    this.process = process;
    if (!signal.aborted) return { ...pcmFormat, live: true };
    await process.close();
    throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
  }
}
