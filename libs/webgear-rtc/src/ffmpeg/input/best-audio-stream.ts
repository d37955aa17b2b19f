import type { FormatContext, Stream } from 'node-av/lib';
import type { NodeAv } from '../load-node-av.js';

/** The stream to read the sound of, or why there is sound that cannot be read. */
export interface FoundAudio {
  readonly stream?: Stream;
  /** Completes "its sound …". */
  readonly fault?: string;
}

/**
 * Selects the audio stream: the default one, else the first, among those that this FFmpeg can decode.
 *
 * @param video the stream it is to belong to: variants of a playlist and programs of MPEG-TS have sound of their own
 */
export function bestAudioStream(av: NodeAv, context: FormatContext, video: Stream | undefined): FoundAudio {
  const streams = context.streams.filter(({ codecpar }) => codecpar.codecType === av.AVMEDIA_TYPE_AUDIO);
  const readable = streams.filter(({ codecpar }) => av.Codec.findDecoder(codecpar.codecId) !== null);
  const [first] = streams;
  if (first === undefined) return {};
  if (readable.length === 0) return { fault: foreignCodec(av, first) };
  if (video !== undefined && context.nbPrograms > 1) {
    const index = context.findBestStream(av.AVMEDIA_TYPE_AUDIO, -1, video.index);
    const related = readable.find((stream) => stream.index === index);
    if (related !== undefined) return { stream: related };
  }
  const isDefault = ({ disposition }: Stream): boolean => (disposition & av.AV_DISPOSITION_DEFAULT) !== 0;
  const stream = readable.find(isDefault) ?? readable[0];
  return stream === undefined ? {} : { stream };
}

function foreignCodec(av: NodeAv, { codecpar }: Stream): string {
  const name = codecpar.codecId === av.AV_CODEC_ID_NONE ? undefined : av.avGetCodecName(codecpar.codecId);
  return `is ${name === undefined || name === null ? 'of an unknown codec' : `"${name}"`}, which this FFmpeg cannot decode`;
}
