import type { CodecParameters, FormatContext, Rational, Stream } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import type { StreamDescription } from './packet-relay.js';

/** Numeric codec parameters that decoders and packetizers need, by the names of node-av. */
export const PARAMETERS = [
  'codecType',
  'codecId',
  'format',
  'bitRate',
  'bitsPerCodedSample',
  'bitsPerRawSample',
  'profile',
  'level',
  'width',
  'height',
  'colorRange',
  'colorPrimaries',
  'colorTrc',
  'colorSpace',
  'chromaLocation',
  'sampleRate',
  'frameSize',
  'initialPadding',
  'videoDelay',
] as const;

/** Rational numbers of a stream. */
const STREAM_RATIOS = ['timeBase', 'sampleAspectRatio', 'avgFrameRate', 'rFrameRate'] as const;

type Ratio = StreamDescription['pixelShape'];

/** Describes the streams of a probed input. */
export function describeStreams(av: NodeAv, context: FormatContext): StreamDescription[] {
  return context.streams.map((stream) => {
    const { codecpar } = stream;
    const isAudio = codecpar.codecType === av.AVMEDIA_TYPE_AUDIO;
    return {
      parameters: PARAMETERS.map((name) => codecpar[name]),
      ratios: STREAM_RATIOS.map((name) => pair(stream[name])),
      pixelShape: pair(codecpar.sampleAspectRatio),
      disposition: stream.disposition,
      startTime: stream.startTime,
      extradata: codecpar.extradata,
      channelLayout: isAudio ? codecpar.channelLayout : null,
    };
  });
}

/**
 * Adds streams with these descriptions to a context that reads nothing itself.
 *
 * @throws FfmpegCallError when a description is not of a stream
 */
export function addStreams(
  av: NodeAv,
  context: FormatContext,
  descriptions: readonly StreamDescription[],
): void {
  for (const description of descriptions) addStream(av, context.newStream(null), description);
}

function addStream(av: NodeAv, stream: Stream, description: StreamDescription): void {
  const { codecpar } = stream;
  checked(av, 'open', description.parameters.length === PARAMETERS.length ? 0 : av.AVERROR_INVALIDDATA);
  for (const [index, name] of PARAMETERS.entries()) {
    // The names and the values come from the same list.
    (codecpar as unknown as Record<string, number | bigint | undefined>)[name] =
      description.parameters[index];
  }
  for (const [index, name] of STREAM_RATIOS.entries()) {
    stream[name] = ratio(av, description.ratios[index]);
  }
  codecpar.sampleAspectRatio = ratio(av, description.pixelShape);
  stream.disposition = description.disposition as Stream['disposition'];
  stream.startTime = description.startTime;
  const { extradata, channelLayout } = description;
  if (extradata !== null) codecpar.extradata = Buffer.from(extradata);
  if (channelLayout !== null) codecpar.channelLayout = channelLayout as CodecParameters['channelLayout'];
}

function pair({ num, den }: { readonly num: number; readonly den: number }): Ratio {
  return [num, den];
}

function ratio(av: NodeAv, [num, den]: Ratio = [0, 1]): Rational {
  return new av.Rational(num, den);
}
