import type { FormatContext, Packet } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';

/** As many bytes at a time at most. What sends datagrams gives them one by one. */
const PIECE_BYTES = 16_384;

/** The bytes behind an address, as they come. What they mean is not looked at. */
export class ByteSource {
  private constructor(
    private readonly av: NodeAv,
    private readonly context: FormatContext,
    private readonly packet: Packet,
    private readonly stopListening: () => void,
  ) {}

  /**
   * Connects, and waits for the first bytes.
   *
   * @param options of the protocol, by FFmpeg's names
   * @param signal aborted, whatever is under way fails, and all that comes later
   * @throws FfmpegCallError
   */
  static async open(
    url: string,
    options: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ByteSource> {
    const av = await loadNodeAv();
    const context = new av.FormatContext();
    context.allocContext();
    const interrupt = (): void => context.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    const stopListening = (): void => signal.removeEventListener('abort', interrupt);
    try {
      using dictionary = av.Dictionary.fromObject({ ...options, raw_packet_size: String(PIECE_BYTES) });
      // The demuxer of what has no form: its packets are what one read of the protocol gives.
      const format = av.InputFormat.findInputFormat('data');
      checked(av, 'open', await context.openInput(url, format, dictionary));
    } catch (error) {
      stopListening();
      await context.closeInput();
      throw error;
    }
    const packet = new av.Packet();
    packet.alloc();
    return new ByteSource(av, context, packet, stopListening);
  }

  /**
   * The next bytes, at least one; `undefined` at the end. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async next(): Promise<Buffer | undefined> {
    const { av, context, packet } = this;
    packet.unref();
    const result = await context.readFrame(packet);
    if (result === av.AVERROR_EOF) return undefined;
    checked(av, 'read', result);
    return packet.data === null ? Buffer.alloc(0) : Buffer.from(packet.data);
  }

  /** Disconnects, which the other end is told; not while bytes are being read. */
  async close(): Promise<void> {
    this.stopListening();
    this.packet.free();
    await this.context.closeInput();
  }
}

/** Reads an address in a process of its own, and passes its bytes to this one as they come. */
export interface ByteRelay {
  /**
   * Connects. Call it once.
   *
   * @returns FFmpeg's address of the bytes in this process
   * @throws FfmpegCallError what the call failed with there
   * @throws WebGearRtcError when the process does not start, or ends
   */
  open(): Promise<string>;
  /** Why the bytes have ended; `undefined` after an end that is meant, and while they go on for that time. */
  failureWithin(patienceMs: number): Promise<Error | undefined>;
  /** Ends the process. A second call waits for the first. */
  close(): Promise<void>;
}
