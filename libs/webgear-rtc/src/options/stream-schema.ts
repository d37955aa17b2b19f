import { analysisObject, analysisSchema } from './analysis-schema.js';
import { audioSettings } from './audio-settings.js';
import { mjpegObject, mjpegSchema } from './mjpeg-schema.js';
import { hardwareFamilies } from './hardware-encoding.js';
import { defaultsOf, schemaOf, setting } from './option-schema.js';
import { decimalNumber, isText, judged, oneOf, wholeNumber } from './option-values.js';
import { recordSchema, recordValue } from './record-schema.js';
import { renditionSchema, renditionsValue } from './renditions-schema.js';
import { sourceSettings } from './source-settings.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { StreamSettings } from './stream-options.interface.js';

const videoCodecs: readonly VideoCodec[] = ['h264', 'vp8', 'vp9', 'av1', 'h265'];

const codecList = judged<readonly VideoCodec[]>(
  {
    rule: 'must be a list of codecs, each named once, best first',
    allowed: `one or more of ${videoCodecs.map((codec) => `'${codec}'`).join(', ')}`,
  },
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((codec) => videoCodecs.includes(codec as VideoCodec)),
);

const mostTitleCharacters = 200;

const titleText = judged<string>(
  {
    rule: `must be one line of at most ${mostTitleCharacters} characters`,
    allowed: 'any text',
  },
  // eslint-disable-next-line no-control-regex
  (value) => isText(value) && value.length <= mostTitleCharacters && !/[\u0000-\u001f\u007f]/.test(value),
);

/** What a stream is called and how its frames are compressed, in the order of the help. */
export const videoSettings = {
  title: setting(titleText, {
    flag: {
      value: '<title>',
      reads: 'text',
      help: 'what the page is called',
      otherwise: 'the name of the stream or of the file, or "Live video"',
    },
  }),
  frameSizeReduction: setting(decimalNumber(0, 90, ' percent'), {
    default: 0,
    flag: {
      value: '<percent>',
      help: 'scale the frames down before they are compressed, by 0 to 90 percent',
    },
  }),
  bitrateBps: setting(wholeNumber(50_000, 100_000_000, ' bits per second'), {
    flag: {
      value: '<bps>',
      help: 'target bitrate of the best rendition in bits per second',
      otherwise: 'by its size: 2 Mbit/s for 720p, 4.5 for 1080p, 12 for 4K',
    },
  }),
  renditions: setting(renditionsValue, {
    default: 'auto',
    of: renditionSchema.entries,
    flag: {
      value: '<which>',
      reads: 'renditions',
      help: 'what is encoded for viewers of different bandwidth: auto, single, or heights, best first, such as 720,360',
    },
  }),
  codecs: setting(codecList, {
    default: ['h264', 'vp8'],
    flag: {
      value: '<codecs>',
      reads: 'list',
      help: 'codecs, divided by commas, best first; each viewer gets the first that its browser has',
    },
  }),
  passthrough: setting(oneOf(['auto', 'never', 'always']), {
    default: 'auto',
    flag: { value: '<when>', help: 'send the encoded video of the source unchanged: auto, never or always' },
  }),
  hardwareEncoding: setting(oneOf(['auto', 'never', ...hardwareFamilies]), {
    default: 'never',
    flag: {
      value: '<which>',
      help: `encode in hardware: auto for whatever works, never, or one of ${hardwareFamilies.join(', ')}; in software where that fails`,
    },
  }),
  ...audioSettings,
  keyFrameIntervalMs: setting(wholeNumber(250, 60_000, ' milliseconds'), {
    default: 4000,
    flag: { value: '<ms>', help: 'longest time between two key frames' },
  }),
  mjpegFramerate: setting(decimalNumber(1, 60, ' frames per second'), {
    default: 10,
    flag: {
      value: '<fps>',
      help: 'frames per second of stream.mjpeg, at most',
      note: 'or 30 with --mode mjpeg',
    },
  }),
  lookBackMs: setting(wholeNumber(0, 600_000, ' milliseconds'), {
    default: 0,
    flag: { value: '<ms>', help: 'how much of what was sent is kept in memory, for clips of the past' },
  }),
  record: setting(recordValue, {
    of: recordSchema.entries,
    flag: {
      value: '<folder>',
      reads: 'text',
      help: 'record the stream into files in this folder',
      otherwise: 'nothing is recorded',
    },
  }),
  analysis: setting(analysisObject, { of: analysisSchema.entries }),
  mjpeg: setting(mjpegObject, { default: defaultsOf(mjpegSchema), of: mjpegSchema.entries }),
};

/** Every option of a stream. */
export const streamSchema = schemaOf<StreamSettings>()({ ...sourceSettings, ...videoSettings });
