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
  /**
   * The newest packet, where it lies outside of FFmpeg's memory. FFmpeg's packet is then empty until {@link fillPacket}: only
   * decoders need it, and there are none while frames are passed through.
   */
  readonly newest?: RelayedPacket | undefined;
}

/** Reads the packets of a relay as a context of FFmpeg does. */
export class RelayedPacketReader implements PacketReader {
  newest: RelayedPacket | undefined;

  constructor(private readonly relay: PacketRelay) {}

  async readFrame(): Promise<number> {
    this.newest = undefined;
    const relayed = await this.relay.next();
    if (typeof relayed === 'number') return relayed;
    this.newest = relayed;
    return 0;
  }
}

/** Copies a packet into FFmpeg's memory. */
export function fillPacket(
  packet: Packet,
  { pts, dts, duration, flags, streamIndex, data }: RelayedPacket,
): void {
  if (data.length > 0) packet.data = bytesOf(data);
  packet.streamIndex = streamIndex;
  packet.pts = pts;
  packet.dts = dts;
  packet.duration = duration;
  packet.flags = flags as Packet['flags'];
}

/** The same memory as a buffer. */
export function bytesOf(data: Uint8Array): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
