import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { MediaProcess, type MediaCommand } from './media-process.js';
import type { ProcessFrames } from './process-frames.interface.js';

/** Settings of a source that is read by a program. */
export interface ProcessVideoSourceParts {
  /** Name of the source in logs and errors, without credentials. */
  readonly label: string;
  readonly reconnects: NonNullable<VideoSource['reconnects']>;
  readonly clock: CaptureClock;
  /** Time limit for the program's first frame. */
  readonly openTimeoutMs: number;
  /** Builds the command. Rejects with coded errors. */
  readonly prepare: (signal: AbortSignal) => Promise<MediaCommand>;
  /** Converts the output to frames; `undefined` if the program exits before the first. */
  readonly openFrames: (process: MediaProcess) => Promise<ProcessFrames | undefined>;
  /**
   * Receives the last lines of a program that failed to open, and returns whether to retry at once. May throw a more
   * precise error.
   */
  readonly shouldRetry?: (lastLines: readonly string[], error: unknown) => boolean | Promise<boolean>;
}

/** A program closes its pipe shortly before it exits. */
const EXIT_TIMEOUT_MS = 500;

/** A source in a process of its own: a crash or leak there does not affect the server. */
export class ProcessVideoSource implements VideoSource {
  private abort = new AbortController();
  private opening: Promise<unknown> = Promise.resolve();
  private process: MediaProcess | undefined;
  private output: ProcessFrames | undefined;
  private reading: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: ProcessVideoSourceParts) {}

  get label(): string {
    return this.parts.label;
  }

  get reconnects(): NonNullable<VideoSource['reconnects']> {
    return this.parts.reconnects;
  }

  open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.closing = undefined;
    this.abort = new AbortController();
    const opening = this.begin(AbortSignal.any([signal, this.abort.signal]));
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  frames(): AsyncGenerator<VideoFrame> {
    return this.toEnd((output) => output.next());
  }

  get isReadEncoded(): boolean {
    return this.output?.nextEncoded !== undefined;
  }

  encodedFrames(): AsyncGenerator<EncodedFrame | VideoFrame> {
    return this.toEnd<EncodedFrame | VideoFrame>(
      (output) => output.nextEncoded?.() ?? Promise.resolve(undefined),
    );
  }

  audioFrames(signal: AbortSignal): AsyncIterable<AudioFrame> {
    return this.output?.sound?.frames(signal) ?? (async function* () {})();
  }

  /** A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.free();
    return this.closing;
  }

  private async *toEnd<Captured>(
    next: (output: ProcessFrames) => Promise<Captured | undefined>,
  ): AsyncGenerator<Captured> {
    const { process, output } = this;
    if (process === undefined || output === undefined) return;
    for (;;) {
      const reading = next(output);
      this.reading = reading.catch(() => undefined);
      const frame = await reading.catch((error: unknown) => {
        throw this.toSourceError(error);
      });
      if (frame === undefined) break;
      yield frame;
    }
    if (this.abort.signal.aborted) return;
    const ended = await Promise.race([
      process.ended,
      this.parts.clock.sleep(EXIT_TIMEOUT_MS, this.abort.signal),
    ]);
    // A program that keeps running has closed its pipe deliberately: a regular end.
    const hasFailed = ended !== undefined && ended.exitCode !== 0;
    if (hasFailed && !this.abort.signal.aborted) throw await process.failure();
  }

  private async begin(signal: AbortSignal): Promise<VideoSourceInfo> {
    const { label, prepare } = this.parts;
    const assertWanted = () => {
      if (signal.aborted) throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: label });
    };
    const command = await prepare(signal);
    assertWanted();
    const process = await MediaProcess.start(command);
    this.process = process;
    const interrupt = () => void process.close();
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      const output = await this.openedFrames(process);
      this.output = output;
      assertWanted();
      return output.info;
    } catch (error) {
      await process.close();
      assertWanted();
      if ((await this.parts.shouldRetry?.(process.messages.last, error)) !== true) throw error;
      assertWanted();
      return await this.begin(signal);
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** @throws WebGearRtcError `WGR_SOURCE_UNREACHABLE` when the program exceeds its time limit and is ended */
  private async openedFrames(process: MediaProcess): Promise<ProcessFrames> {
    const { clock, openTimeoutMs, openFrames } = this.parts;
    const settled = new AbortController();
    let timedOut = false;
    void clock.sleep(openTimeoutMs, settled.signal).then(() => {
      if (settled.signal.aborted) return;
      timedOut = true;
      void process.close();
    });
    try {
      const output = await openFrames(process);
      if (timedOut) {
        output?.close();
        throw this.late(process);
      }
      if (output === undefined) throw await this.endedEarly(process);
      return output;
    } catch (error) {
      throw timedOut ? this.late(process) : this.toSourceError(error);
    } finally {
      settled.abort();
    }
  }

  private late(process: MediaProcess): WebGearRtcError {
    const said = process.messages.last.at(-1);
    const reason = `no frame within ${this.parts.openTimeoutMs} ms${said === undefined ? '' : ` (${said})`}`;
    return new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source: this.label, reason });
  }

  private async endedEarly(process: MediaProcess): Promise<WebGearRtcError> {
    const { exitCode } = await process.ended;
    if (exitCode === 0) return new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source: this.label });
    return process.failure();
  }

  /** FFmpeg's own errors do not name the source. */
  private toSourceError(error: unknown): WebGearRtcError {
    if (error instanceof WebGearRtcError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new WebGearRtcError('WGR_SOURCE_FAILED', { source: this.label, reason }, { cause: error });
  }

  private async free(): Promise<void> {
    this.abort.abort();
    await this.process?.close();
    await this.opening;
    // The signal may have aborted before the program was started.
    await this.process?.close();
    await this.reading;
    this.output?.close();
    this.process = undefined;
    this.output = undefined;
  }
}
