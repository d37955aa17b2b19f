import type { FormatContext, Packet } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv } from '../load-node-av.js';
import { describeStreams, type StreamDescription } from './stream-description.js';

/** A packet outside of FFmpeg's memory. Structured-cloneable. */
export interface RelayedPacket {
  readonly streamIndex: number;
  readonly pts: bigint;
  readonly dts: bigint;
  readonly duration: bigint;
  readonly flags: number;
  readonly data: Uint8Array;
}

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
    // Copied: the memory belongs to the next packet.
    return { streamIndex, pts, dts, duration, flags, data: new Uint8Array(data ?? []) };
  }

  /** Disconnects, once the pending read has returned. */
  async close(): Promise<void> {
    await this.pending.catch(() => undefined);
    this.stopListening();
    this.packet.free();
    await this.context.closeInput();
  }
}

/** Fills FFmpeg's packet with one that another process has read. */
export function fillPacket(packet: Packet, relayed: RelayedPacket): void {
  const { data, pts, dts, duration, flags, streamIndex } = relayed;
  if (data.length > 0) packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  packet.streamIndex = streamIndex;
  packet.pts = pts;
  packet.dts = dts;
  packet.duration = duration;
  packet.flags = flags as Packet['flags'];
}
