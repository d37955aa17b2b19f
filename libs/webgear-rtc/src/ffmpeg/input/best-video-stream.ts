import type { FormatContext, Stream } from 'node-av/lib';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { NodeAv } from '../load-node-av.js';

/** Pixels added to the score of the default stream, as in the ffmpeg program. */
const DEFAULT_BONUS = 5_000_000;

/**
 * Selects the video stream as the ffmpeg program does: the default one, else the largest. HLS playlists often list
 * the smallest first.
 */
export function bestVideoStream(av: NodeAv, context: FormatContext): Stream | undefined {
  const scoreOf = ({ codecpar, disposition }: Stream): number =>
    codecpar.width * codecpar.height + ((disposition & av.AV_DISPOSITION_DEFAULT) === 0 ? 0 : DEFAULT_BONUS);
  const [best] = videoStreamsOf(av, context)
    .filter(({ codecpar }) => av.Codec.findDecoder(codecpar.codecId) !== null)
    .sort((a, b) => scoreOf(b) - scoreOf(a));
  return best;
}

/**
 * The error for an input without a stream to read: no video at all, or a codec this FFmpeg cannot decode, which it
 * names.
 *
 * @param source name of the source, without credentials
 */
export function noVideoStream(av: NodeAv, context: FormatContext, source: string): WebGearRtcError {
  const [foreign] = videoStreamsOf(av, context);
  if (foreign === undefined) return new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source });
  const { codecId, codecTag } = foreign.codecpar;
  const name = codecId === av.AV_CODEC_ID_NONE ? fourCc(codecTag) : av.avGetCodecName(codecId);
  // Nothing is known of the stream yet, for example because its first packet has not arrived.
  if (name === undefined || name === null) return new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source });
  const reason = `its video is "${name}", which this FFmpeg cannot decode; convert it with "ffmpeg -i … -c:v libx264 …"`;
  return new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source, reason });
}

function videoStreamsOf(av: NodeAv, context: FormatContext): Stream[] {
  return context.streams.filter(
    ({ codecpar, disposition }) =>
      codecpar.codecType === av.AVMEDIA_TYPE_VIDEO &&
      // FFmpeg exposes the cover of an audio file as a video stream.
      (disposition & av.AV_DISPOSITION_ATTACHED_PIC) === 0,
  );
}

/** The four-character code by which a container names a codec. */
function fourCc(tag: string | number): string | undefined {
  if (typeof tag === 'string') return tag === '' || /^\[?0/.test(tag) ? undefined : tag;
  if (tag === 0) return undefined;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(tag >>> 0);
  return bytes.toString('latin1').replaceAll(/[^ -~]/g, '?');
}
