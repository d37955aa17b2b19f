import type { FrameTransform, TransformFormat } from './frame-transform.js';
import type { CustomStream } from './custom-stream.js';
import { Backend, captureBackendOf, captureBackendWords, type CaptureBackend } from './backend.js';
import { colorspaces } from './colorspace.js';
import { isUrl } from './describe-value.js';
import { setting } from './option-schema.js';
import {
  decimalNumber,
  flag,
  isPlainObject,
  isText,
  judged,
  oneOf,
  settingsObject,
  sizeOf,
  text,
  wholeNumber,
} from './option-values.js';
import { overlaying, overlaySchema } from './overlay-schema.js';
import type { Overlay } from './overlay.interface.js';
import type { SourceOptions } from './source-options.interface.js';
import { sourceOptionsSchema } from './source-options-schema.js';
import { stabilizeSchema, stabilizing } from './stabilize-schema.js';

/** What a stream must say, and the words for one that does not. */
export const sourceWords = {
  rule: 'must say where the frames come from',
  allowed: 'a device index from 0, a file path, a URL, a GStreamer pipeline, "screen:", "test:", "whip:"',
};

const sourceName = judged<string | number | URL>(
  sourceWords,
  (value) =>
    isText(value) || isUrl(value) || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255),
  (value) =>
    Array.isArray(value) || isPlainObject(value)
      ? {
          rule: 'must be one source',
          allowed: 'streams: { front: { source: … }, yard: { source: … } } for several',
        }
      : undefined,
);

/** Its form is checked when Nest has its instances. */
const frameProvider = judged<CustomStream>(
  {
    rule: 'must make frames',
    allowed: 'an object with read(), a class or a function that makes one, an async iterable, an Observable',
  },
  (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
);

const frameFunction = judged<FrameTransform>(
  {
    rule: 'must be a function',
    allowed: 'a function that gets a frame, and returns one, undefined, or a promise of either',
  },
  (value) => typeof value === 'function',
);

const captureBackend = judged<CaptureBackend | number>(
  { rule: 'must be a capture API', allowed: captureBackendWords },
  (value) => captureBackendOf(value) !== undefined,
);

/** Where the frames of a stream come from and what is done to them, in the order of the help. */
export const sourceSettings = {
  source: setting(sourceName, {
    flag: {
      short: '-s',
      value: '<source>',
      reads: 'indexOrText',
      help: 'a file, a URL (rtsp://…, http://…, whep://…), a camera by its index (0), an image sequence (img%03d.png), a GStreamer pipeline, screen:, test:, or whip: for what an encoder publishes',
    },
  }),
  customStream: setting(frameProvider),
  publishToken: setting(text, {
    flag: {
      value: '<token>',
      help: 'with the source whip:, the Bearer token that publishers have to send',
      otherwise: 'every client of the server may publish',
    },
  }),
  publishPage: setting(flag, {
    default: false,
    flag: { help: 'with the source whip:, a page at /publish that publishes a camera or a screen' },
  }),
  loop: setting(flag, { default: false, flag: { help: 'start a file again when it ends' } }),
  resolution: setting(sizeOf(64, 8192), {
    flag: {
      short: '-r',
      value: '<width>x<height>',
      reads: 'size',
      help: 'size asked of a camera or a screen',
      otherwise: 'what it offers',
    },
  }),
  framerate: setting(decimalNumber(1, 240, ' frames per second'), {
    flag: {
      short: '-f',
      value: '<fps>',
      help: 'frames per second asked of a camera, a screen or an image sequence',
      otherwise: 'what it offers',
    },
  }),
  timeDelay: setting(decimalNumber(0, 3600, ' seconds'), {
    default: 0,
    flag: {
      short: '-td',
      value: '<seconds>',
      help: 'wait before the first read, for a camera that has to warm up',
    },
  }),
  enableInfiniteFrames: setting(flag, {
    flag: {
      help: 'when the source ends, go on with a slate that reads "No Input"',
      otherwise: 'as --enable-live-broadcast',
    },
  }),
  stallTimeoutMs: setting(wholeNumber(1000, 3_600_000, ' milliseconds'), {
    default: 10_000,
    flag: {
      value: '<ms>',
      help: 'how long a camera or a network source may be silent before it is opened again',
    },
  }),
  keepWarm: setting(flag, { default: false, flag: { help: 'keep the source open without viewers' } }),
  idleStopMs: setting(wholeNumber(0, 3_600_000, ' milliseconds'), {
    default: 5000,
    flag: { value: '<ms>', help: 'how long the source stays open after the last viewer left' },
  }),
  api: setting(oneOf(Object.values(Backend)), {
    default: Backend.CamGear,
    flag: {
      short: '-a',
      value: '<name>',
      reads: 'name',
      help: 'who reads the source: CamGear, this program; FFGear, the ffmpeg program in a process of its own; PiGear, the camera of a Raspberry Pi',
    },
  }),
  stabilize: setting(stabilizing, {
    default: false,
    of: stabilizeSchema.entries,
    flag: { short: '-S', reads: 'boolean', help: 'stabilize shaky video; a config file may say how' },
  }),
  streamMode: setting(flag, {
    default: false,
    api: [Backend.CamGear, Backend.FFGear],
    flag: {
      short: '-yt',
      help: 'the source is the address of a page; the program yt-dlp finds the video behind it',
    },
  }),
  backend: setting(captureBackend, {
    default: 'auto',
    api: [Backend.CamGear],
    flag: {
      short: '-b',
      value: '<name>',
      reads: 'indexOrText',
      help: "capture API: v4l2, avfoundation, dshow, x11grab, gstreamer or ffmpeg, or OpenCV's number",
      note: 'by the name of the source',
    },
  }),
  sourceDemuxer: setting(text, {
    api: [Backend.FFGear],
    flag: {
      short: '-sd',
      value: '<name>',
      help: 'with FFGear: the demuxer that reads the source, for example lavfi',
      otherwise: 'what the source is',
    },
  }),
  frameFormat: setting(text, {
    default: 'bgr24',
    api: [Backend.FFGear],
    flag: {
      short: '-ff',
      value: '<format>',
      help: 'with FFGear: pixel format of the frames that ffmpeg writes',
    },
  }),
  customFfmpeg: setting(text, {
    api: [Backend.FFGear],
    flag: {
      short: '-cf',
      value: '<path>',
      help: 'with FFGear: the ffmpeg program',
      otherwise: 'FFMPEG_PATH, ffmpeg-static, or ffmpeg on the PATH',
    },
  }),
  cameraNum: setting(wholeNumber(0, 255), {
    default: 0,
    api: [Backend.PiGear],
    flag: { short: '-cn', value: '<index>', help: 'with PiGear: which camera' },
  }),
  sourceOptions: setting(settingsObject<SourceOptions>(), { default: {}, of: sourceOptionsSchema.entries }),
  colorspace: setting(oneOf(colorspaces), {
    flag: {
      short: '-cs',
      value: '<name>',
      help: "show the channels of another colour space, by OpenCV's name of it, for example COLOR_BGR2HSV",
      otherwise: 'the colours as they are',
    },
  }),
  transform: setting(frameFunction),
  transformFormat: setting(oneOf<TransformFormat>(['rgba', 'rgb24', 'bgr24', 'bgra', 'gray']), {
    default: 'rgba',
  }),
  transformBudgetMs: setting(wholeNumber(1, 10_000, ' milliseconds'), { default: 200 }),
  overlay: setting(overlaying, {
    of: overlaySchema.entries,
    flag: {
      value: '<text>',
      reads: 'text',
      help: 'text to draw onto the frames; a config file may say where and how',
      otherwise: 'none',
    },
  }),
  enablePiCamera: setting(flag, {
    default: false,
    flag: { short: '-ep', help: 'deprecated: use --api PiGear' },
  }),
};

/** What may be drawn onto frames. */
export type StatedOverlay = string | Overlay | readonly Overlay[];
