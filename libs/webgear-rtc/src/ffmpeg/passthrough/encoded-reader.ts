import type { BitStreamFilterContext, Packet } from 'node-av/lib';
import { h264ProfileOf, H264ParameterSets, type H264Profile } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../../encoder/encoded-frame.interface.js';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import type { PacketFeed } from '../packet-feed.js';

/** The pictures of an H.264 stream as they came, in the form RTP wants: with start codes, and parameter sets in front. */
export class EncodedReader {
  private readonly filtered: Packet;
  private readonly parameterSets: H264ParameterSets;
  private begun = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly feed: PacketFeed,
    private readonly filter: BitStreamFilterContext,
    /** SPS and PPS of the container with start codes; empty when it has none. */
    readonly head: Buffer,
  ) {
    this.filtered = new av.Packet();
    this.filtered.alloc();
    this.parameterSets = new H264ParameterSets(head);
  }

  /** @throws FfmpegCallError when the stream is not H.264 */
  static open(av: NodeAv, feed: PacketFeed): EncodedReader {
    const filter = new av.BitStreamFilterContext();
    try {
      const toAnnexB = av.BitStreamFilter.getByName('h264_mp4toannexb');
      if (toAnnexB === null) checked(av, 'find a bitstream filter', av.AVERROR_BSF_NOT_FOUND);
      else checked(av, 'set up the bitstream filter', filter.alloc(toAnnexB));
      const { inputCodecParameters } = filter;
      if (inputCodecParameters !== null) feed.stream.codecpar.copy(inputCodecParameters);
      filter.inputTimeBase = feed.stream.timeBase;
      checked(av, 'set up the bitstream filter', filter.init());
      const head = filter.outputCodecParameters?.extradata ?? Buffer.alloc(0);
      return new EncodedReader(av, feed, filter, Buffer.from(head));
    } catch (error) {
      filter.free();
      throw error;
    }
  }

  /** What the stream demands of who decodes it, as far as the container says. */
  get profile(): H264Profile | undefined {
    return h264ProfileOf(this.head);
  }

  /**
   * The next picture, from the first key frame on; `undefined` at the end. Calls must not overlap.
   *
   * @throws FfmpegCallError
   */
  async next(): Promise<EncodedFrame | undefined> {
    for (;;) {
      const packet = await this.feed.next();
      if (packet === undefined) return undefined;
      const { isKeyframe, pts, dts } = packet;
      const data = await this.toAnnexB(packet);
      const captureTimeUs = Math.round(this.feed.timeUs(pts === this.av.AV_NOPTS_VALUE ? dts : pts));
      this.begun ||= isKeyframe;
      if (data === undefined || !this.begun) continue;
      const { width, height } = this.feed.stream.codecpar;
      return {
        codec: 'h264',
        keyFrame: isKeyframe,
        captureTimeUs,
        width,
        height,
        data: this.parameterSets.complete(data, isKeyframe),
      };
    }
  }

  /** Frees the filter; not while a picture is being read. */
  close(): void {
    this.filtered.free();
    this.filter.free();
  }

  private async toAnnexB(packet: Packet): Promise<Buffer | undefined> {
    const { av, filter, filtered } = this;
    const sent = await filter.sendPacket(packet);
    // A damaged picture is left out, as a decoder does.
    if (sent === av.AVERROR_INVALIDDATA) return undefined;
    checked(av, 'filter', sent);
    const received = await filter.receivePacket(filtered);
    if (received === av.AVERROR_EAGAIN || received === av.AVERROR_INVALIDDATA) return undefined;
    checked(av, 'filter', received);
    try {
      return filtered.data === null ? undefined : Buffer.from(filtered.data);
    } finally {
      filtered.unref();
    }
  }
}
