import { setTimeout as sleep } from 'node:timers/promises';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ByteRelay } from '../../ffmpeg/relay/byte-source.js';
import { FfmpegCallError } from '../../ffmpeg/ffmpeg-call.js';
import { passFfmpegLine } from '../../ffmpeg/ffmpeg-log.js';
import { MediaProcess } from '../child-process/media-process.js';
import { nodeCommand } from './node-command.js';
import type { RelayOrder, RelayReport } from './relay-messages.interface.js';

/** A report is a line with one sentence of FFmpeg's in it. */
const MAX_REPORT_BYTES = 10_000;

/** Node and FFmpeg in a process of their own, in which the bytes behind an address of SRT are read. */
export class SrtRelay implements ByteRelay {
  private failure: Error | undefined;
  private process: MediaProcess | undefined;
  private starting: Promise<unknown> = Promise.resolve();
  private following: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  /**
   * @param label the address without credentials
   * @param order what to open there
   */
  constructor(
    private readonly label: string,
    private readonly order: RelayOrder,
  ) {}

  async open(): Promise<string> {
    const starting = this.start();
    this.starting = starting.catch(() => undefined);
    const process = await starting;
    const socket = await new Promise<string | undefined>((resolve) => {
      this.following = this.follow(process, resolve).finally(() => resolve(undefined));
    });
    if (socket !== undefined) return `unix:${socket}`;
    throw this.failure ?? this.stopped();
  }

  async failureWithin(patienceMs: number): Promise<Error | undefined> {
    const settled = new AbortController();
    const patience = sleep(patienceMs, undefined, { signal: settled.signal }).catch(() => undefined);
    await Promise.race([this.following, patience]);
    settled.abort();
    return this.failure;
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async start(): Promise<MediaProcess> {
    const command = await nodeCommand(new URL('./srt-relay-process-entry.js', import.meta.url));
    if (this.closing !== undefined) throw this.stopped();
    this.process = await MediaProcess.start({
      ...command,
      label: this.label,
      outputFd: 1,
      input: `${JSON.stringify(this.order)}\n`,
      remedy:
        'SRT is read in a process of its own: install Node where the PATH leads, and let this program start it',
    });
    this.process.messages.onLine(passFfmpegLine);
    return this.process;
  }

  private async follow(process: MediaProcess, onOpen: (socket: string) => void): Promise<void> {
    for (;;) {
      const line = await process.output.readLine(MAX_REPORT_BYTES);
      if (line === undefined) break;
      const report = reportIn(line);
      if (report?.kind === 'open') onOpen(report.socket);
      if (report?.kind === 'end') return;
      if (report?.kind === 'failed') return this.fail(errorOf(report, this.label));
    }
    if (this.closing === undefined) this.fail(await process.failure());
  }

  private fail(error: Error): void {
    if (this.closing === undefined) this.failure = error;
  }

  private stopped(): WebGearRtcError {
    return new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
  }

  private async end(): Promise<void> {
    await this.starting;
    await this.process?.close();
    await this.following;
  }
}

/** `undefined` for what another program says in place of ours. */
function reportIn(line: string): RelayReport | undefined {
  try {
    return (JSON.parse(line) ?? undefined) as RelayReport | undefined;
  } catch {
    return undefined;
  }
}

function errorOf(
  { operation, averror, reason }: RelayReport & { readonly kind: 'failed' },
  source: string,
): Error {
  if (averror !== 0) return new FfmpegCallError(operation, averror, reason);
  return new WebGearRtcError('WGR_SOURCE_FAILED', { source, reason });
}
