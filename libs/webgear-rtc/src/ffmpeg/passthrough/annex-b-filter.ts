import type { BitStreamFilterContext, Packet } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import { packetFilters, type PassthroughCodec } from './coded-video.js';
import type { CodedStream } from '../decode/video-decoder.js';

/**
 * Converts H.264 and H.265 of any container to Annex B, the format with start codes that RTP and elementary streams use.
 * Frames of other codecs stay as they are.
 */
export class AnnexBFilter {
  private readonly filtered: Packet;

  private constructor(
    private readonly av: NodeAv,
    private readonly filter: BitStreamFilterContext,
    /** Whether packets have that form already, as those of RTP have: then there is nothing to filter. */
    readonly isIdle: boolean,
  ) {
    this.filtered = new av.Packet();
    this.filtered.alloc();
  }

  /** @throws FfmpegCallError when the stream is of another codec */
  static open(av: NodeAv, codec: PassthroughCodec, { codecpar, timeBase }: CodedStream): AnnexBFilter {
    const filter = new av.BitStreamFilterContext();
    try {
      const toAnnexB = av.BitStreamFilter.getByName(packetFilters[codec]);
      if (toAnnexB === null) checked(av, 'find a bitstream filter', av.AVERROR_BSF_NOT_FOUND);
      else checked(av, 'set up the bitstream filter', filter.alloc(toAnnexB));
      const { inputCodecParameters } = filter;
      if (inputCodecParameters !== null) codecpar.copy(inputCodecParameters);
      filter.inputTimeBase = timeBase;
      checked(av, 'set up the bitstream filter', filter.init());
      return new AnnexBFilter(av, filter, isAnnexB(codec, codecpar.extradata));
    } catch (error) {
      filter.free();
      throw error;
    }
  }

  /** What the container says of the stream, parameter sets with start codes; empty when it has none. */
  get extradata(): Buffer {
    return Buffer.from(this.filter.outputCodecParameters?.extradata ?? Buffer.alloc(0));
  }

  /** Codec parameters after the conversion, for a decoder; `undefined` if FFmpeg provides none. */
  get codecpar(): CodedStream['codecpar'] | undefined {
    return this.filter.outputCodecParameters ?? undefined;
  }

  /**
   * The packet with start codes, valid until the next call; `undefined` for a damaged one. In this thread: it copies at most,
   * which costs less than to wake another for each of two calls a frame.
   *
   * @throws FfmpegCallError
   */
  filterPacket(packet: Packet): Packet | undefined {
    const { av, filter, filtered } = this;
    filtered.unref();
    const sent = filter.sendPacketSync(packet);
    // Damaged packets are skipped, as decoders do.
    if (sent === av.AVERROR_INVALIDDATA) return undefined;
    checked(av, 'filter', sent);
    const received = filter.receivePacketSync(filtered);
    if (received === av.AVERROR_EAGAIN || received === av.AVERROR_INVALIDDATA) return undefined;
    checked(av, 'filter', received);
    return filtered;
  }

  /** Frees the filter. */
  close(): void {
    this.filtered.free();
    this.filter.free();
  }
}

/** As FFmpeg's filters tell it: by the parameter sets beside the packets. */
function isAnnexB(codec: PassthroughCodec, extradata: Buffer | null): boolean {
  if (packetFilters[codec] === 'null' || extradata === null || extradata.length === 0) return true;
  return extradata.readUIntBE(0, Math.min(3, extradata.length)) === 1 || isLongStartCode(extradata);
}

function isLongStartCode(extradata: Buffer): boolean {
  return extradata.length >= 4 && extradata.readUInt32BE(0) === 1;
}
