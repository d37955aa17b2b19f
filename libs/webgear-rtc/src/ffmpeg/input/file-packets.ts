import type { FormatContext, Packet, Stream } from 'node-av/lib';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../../media/encoded-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { AnnexBFilter } from '../passthrough/annex-b-filter.js';
import { codecIdOf, passthroughCodecOf } from '../passthrough/coded-video.js';

const MICROSECONDS = 1_000_000;
const VIDEO_CODECS: readonly VideoCodec[] = ['vp8'];

/**
 * The packets of a file that {@link MediaMuxer} wrote, from the last key frame on that is not after `fromUs`; times count from
 * the start of the file. Parameter sets stand in front of key frames, as they did when they were written.
 *
 * @throws FfmpegCallError when the file cannot be read
 */
export async function* readFilePackets(
  path: string,
  fromUs: number,
): AsyncGenerator<EncodedFrame | EncodedAudioFrame> {
  const av = await loadNodeAv();
  const context = new av.FormatContext();
  const packet = new av.Packet();
  packet.alloc();
  let filter: AnnexBFilter | undefined;
  try {
    checked(av, 'open the file', await context.openInput(path, null, null));
    checked(av, 'read the file', await context.findStreamInfo(null));
    const streams = new RecordedStreams(av, context);
    const { video, codec } = streams;
    if (codec !== 'vp8') filter = AnnexBFilter.open(av, codec, video);
    const from = av.avRescaleQ(BigInt(Math.round(fromUs)), new av.Rational(1, MICROSECONDS), video.timeBase);
    // Before the first frame there is nothing to go back to.
    await context.seekFrame(video.index, from, av.AVSEEK_FLAG_BACKWARD);
    for (;;) {
      packet.unref();
      const result = await context.readFrame(packet);
      if (result === av.AVERROR_EOF) return;
      checked(av, 'read the file', result);
      const isVideo = packet.streamIndex === video.index;
      const read = isVideo && filter !== undefined ? filter.filterPacket(packet) : packet;
      const unit = read && streams.toUnit(read, isVideo);
      if (unit !== undefined) yield unit;
    }
  } finally {
    filter?.close();
    packet.free();
    await context.closeInput();
  }
}

/** The streams of a file, and what their packets are. */
class RecordedStreams {
  readonly video: Stream;
  readonly codec: VideoCodec;
  private readonly audio: Stream | undefined;

  constructor(
    private readonly av: NodeAv,
    context: FormatContext,
  ) {
    const { streams } = context;
    const video = streams.find(({ codecpar }) => codecpar.codecType === av.AVMEDIA_TYPE_VIDEO);
    const codec =
      video &&
      (passthroughCodecOf(av, video.codecpar.codecId) ??
        VIDEO_CODECS.find((one) => codecIdOf(av, one) === video.codecpar.codecId));
    if (video === undefined || codec === undefined) {
      checked(av, 'find the video', av.AVERROR_STREAM_NOT_FOUND);
      throw new Error('No video.');
    }
    this.video = video;
    this.codec = codec;
    this.audio = streams.find(({ codecpar }) => codecpar.codecId === av.AV_CODEC_ID_OPUS);
  }

  toUnit(packet: Packet, isVideo: boolean): EncodedFrame | EncodedAudioFrame | undefined {
    const stream = isVideo ? this.video : this.audio;
    if (packet.data === null || stream === undefined) return undefined;
    // Copied: the packet's memory is FFmpeg's.
    const data = Buffer.from(packet.data);
    const captureTimeUs = this.toUs(packet.pts, stream);
    if (!isVideo) {
      const { channels } = stream.codecpar;
      return { codec: 'opus', captureTimeUs, durationUs: this.toUs(packet.duration, stream), channels, data };
    }
    const { width, height } = stream.codecpar;
    return { codec: this.codec, keyFrame: packet.isKeyframe, captureTimeUs, width, height, data };
  }

  private toUs(time: bigint, { timeBase }: Stream): number {
    return Number(this.av.avRescaleQ(time, timeBase, new this.av.Rational(1, MICROSECONDS)));
  }
}
