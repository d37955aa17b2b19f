import type { FormatContext, Packet } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv } from '../load-node-av.js';
import type { PacketRelay, RelayedPacket, StreamDescription } from './packet-relay.js';
import { describeStreams } from './stream-description.js';

/** An input that is read for another process: all its packets, encoded. */
export class PacketSource {
  private pending: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly context: FormatContext,
    private readonly packet: Packet,
    private readonly stopListening: () => void,
    /** The streams that were found. */
    readonly streams: readonly StreamDescription[],
  ) {}

  /**
   * Connects and probes.
   *
   * @param options of the demuxer and the protocol, by FFmpeg's names
   * @param signal aborted, whatever is pending fails, and all that comes later
   * @throws FfmpegCallError
   */
  static async open(
    url: string,
    options: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<PacketSource> {
    const av = await loadNodeAv();
    const context = new av.FormatContext();
    context.allocContext();
    const interrupt = (): void => context.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    const stopListening = (): void => signal.removeEventListener('abort', interrupt);
    try {
      if (signal.aborted) checked(av, 'open', av.AVERROR_EXIT);
      using dictionary = av.Dictionary.fromObject({ ...options });
      checked(av, 'open', await context.openInput(url, null, dictionary));
      checked(av, 'probe', await context.findStreamInfo(null));
      if (signal.aborted) checked(av, 'open', av.AVERROR_EXIT);
      const packet = new av.Packet();
      packet.alloc();
      return new PacketSource(context, packet, stopListening, describeStreams(av, context));
    } catch (error) {
      stopListening();
      await context.closeInput();
      throw error;
    }
  }

  /** The next packet, or FFmpeg's error number. Calls must not overlap. */
  async next(): Promise<RelayedPacket | number> {
    const { packet } = this;
    packet.unref();
    const reading = this.context.readFrame(packet);
    this.pending = reading;
    const result = await reading;
    if (result < 0) return result;
    const { streamIndex, pts, dts, duration, flags, data } = packet;
    // A copy already: the memory of FFmpeg belongs to the next packet.
    return { streamIndex, pts, dts, duration, flags, data: data ?? new Uint8Array() };
  }

  /** Disconnects, once the pending read has returned. */
  async close(): Promise<void> {
    await this.pending.catch(() => undefined);
    this.stopListening();
    this.packet.free();
    await this.context.closeInput();
  }
}

/** What packets are read from: a context of FFmpeg, or what does the same. */
export interface PacketReader extends Pick<FormatContext, 'readFrame'> {
  /** The content of the newest packet, where it need not be copied from FFmpeg's memory. */
  readonly newestBytes?: Buffer | undefined;
}

/** Reads the packets of a relay as a context of FFmpeg does. */
export class RelayedPacketReader implements PacketReader {
  newestBytes: Buffer | undefined;

  constructor(private readonly relay: PacketRelay) {}

  async readFrame(packet: Packet): Promise<number> {
    this.newestBytes = undefined;
    const relayed = await this.relay.next();
    if (typeof relayed === 'number') return relayed;
    const { data } = relayed;
    this.newestBytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    fillPacket(packet, relayed, this.newestBytes);
    return 0;
  }
}

function fillPacket(
  packet: Packet,
  { pts, dts, duration, flags, streamIndex }: RelayedPacket,
  data: Buffer,
): void {
  if (data.length > 0) packet.data = data;
  packet.streamIndex = streamIndex;
  packet.pts = pts;
  packet.dts = dts;
  packet.duration = duration;
  packet.flags = flags as Packet['flags'];
}
