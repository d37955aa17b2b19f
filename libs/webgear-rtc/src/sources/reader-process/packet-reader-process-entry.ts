import { Socket } from 'node:net';
import { FfmpegCallError } from '../../ffmpeg/ffmpeg-call.js';
import { setFfmpegLogListener } from '../../ffmpeg/ffmpeg-log.js';
import { PacketSource } from '../../ffmpeg/relay/packet-source.js';
import { headerOf, type PacketRecord } from './packet-records.js';
import { PACKETS_FD, type ReaderCommand, type ReaderMessage } from './reader-messages.interface.js';

/** One input of this process. */
class RelayedInput {
  private readonly closing = new AbortController();
  private credit = 0;
  private wake: () => void = () => undefined;

  constructor(private readonly id: number) {}

  /** Reads until the input ends or is closed. */
  async run(url: string, options: Readonly<Record<string, string>>): Promise<void> {
    const { id } = this;
    try {
      const source = await PacketSource.open(url, options, this.closing.signal);
      try {
        report({ id, kind: 'opened', streams: source.streams });
        await this.pass(source);
      } finally {
        await source.close();
      }
    } catch (error) {
      report({ id, kind: 'failed', ...faultOf(error) });
    }
  }

  /** Permits packets. */
  grant(packets: number): void {
    this.credit += packets;
    this.wake();
  }

  /** Interrupts what is pending. */
  close(): void {
    this.closing.abort();
    this.wake();
  }

  private async pass(source: PacketSource): Promise<void> {
    const { id } = this;
    for (;;) {
      // Without credit the socket of the camera fills, as it does where this process is the application.
      while (this.credit === 0 && !this.closing.signal.aborted) await this.change();
      if (this.closing.signal.aborted) return;
      const packet = await source.next();
      if (typeof packet === 'number') return write({ id, kind: 'ended', result: packet });
      this.credit--;
      write({ id, kind: 'packet', packet });
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}

const inputs = new Map<number, RelayedInput>();
const packets = new Socket({ fd: PACKETS_FD, readable: false, writable: true });
// The end of the parent, which the other channel reports as well.
packets.on('error', () => undefined);

process.on('message', (command: ReaderCommand) => {
  const { id } = command;
  if (command.kind === 'credit') return inputs.get(id)?.grant(command.packets);
  if (command.kind === 'close') return inputs.get(id)?.close();
  const input = new RelayedInput(id);
  inputs.set(id, input);
  void input.run(command.url, command.options).finally(() => {
    inputs.delete(id);
    report({ id, kind: 'closed' });
  });
});

// The end of the channel is the end of the parent, of whatever kind. Not `process.exit()`: it waits for blocked threads.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

void setFfmpegLogListener((line) => process.stderr.write(`${line}\n`));

function report(event: ReaderMessage): void {
  if (process.connected) process.send?.(event);
}

/** What waits here is limited by the credit of its input. */
function write(record: PacketRecord): void {
  packets.cork();
  packets.write(headerOf(record));
  if (record.kind === 'packet') packets.write(record.packet.data);
  packets.uncork();
}

function faultOf(error: unknown): { operation: string; averror: number; reason: string } {
  if (error instanceof FfmpegCallError)
    return { operation: error.operation, averror: error.averror, reason: error.reason };
  return { operation: 'open', averror: 0, reason: error instanceof Error ? error.message : String(error) };
}
