import { judged, type RuleWords } from './option-values.js';
import { CAMERA_CONTROL_NAMES } from './source-options-schema.js';

const noQueue: RuleWords = {
  rule: 'means nothing here, where no frames queue up: the newest one is shown',
  allowed: 'no such option',
};

const notAsked: RuleWords = {
  rule: 'is a property that OpenCV has and that no source is asked for here',
  allowed: ['CAP_PROP_FRAME_WIDTH', 'CAP_PROP_FRAME_HEIGHT', 'CAP_PROP_FPS', 'CAP_PROP_FOURCC']
    .concat(CAMERA_CONTROL_NAMES)
    .join(', '),
};

const piControl: RuleWords = {
  rule: 'stands among the "controls"',
  allowed: 'controls: { Brightness: 0.2 }',
};
const piFormat: RuleWords = {
  rule: 'is chosen by the camera program, which compresses where it can',
  allowed: 'no such option',
};

/** Tweaks that VidGear's users know and that cannot be had here, or not by this name. */
const refusedTweaks: Readonly<Record<string, RuleWords>> = {
  QUEUE_SIZE: noQueue,
  THREADED_QUEUE_MODE: noQueue,
  CAP_PROP_BUFFERSIZE: noQueue,
  CAP_PROP_TEMPERATURE: { rule: 'is called "CAP_PROP_WB_TEMPERATURE"', allowed: 'kelvin' },
  CAP_PROP_POS_MSEC: notAsked,
  CAP_PROP_POS_FRAMES: notAsked,
  CAP_PROP_POS_AVI_RATIO: notAsked,
  CAP_PROP_FRAME_COUNT: notAsked,
  CAP_PROP_FORMAT: notAsked,
  CAP_PROP_MODE: notAsked,
  CAP_PROP_CONVERT_RGB: notAsked,
  CAP_PROP_RECTIFICATION: notAsked,
  CAP_PROP_MONOCHROME: notAsked,
  CAP_PROP_TRIGGER: notAsked,
  CAP_PROP_TRIGGER_DELAY: notAsked,
  CAP_PROP_GUID: notAsked,
  CAP_PROP_ISO_SPEED: notAsked,
  CAP_PROP_ROLL: notAsked,
  CAP_PROP_IRIS: notAsked,
  CAP_PROP_SETTINGS: notAsked,
  CAP_PROP_CHANNEL: notAsked,
  CAP_PROP_BACKEND: notAsked,
  CAP_PROP_BITRATE: notAsked,
  CAP_PROP_SAR_NUM: notAsked,
  CAP_PROP_SAR_DEN: notAsked,
  CAP_PROP_ORIENTATION_META: notAsked,
  CAP_PROP_ORIENTATION_AUTO: { rule: 'is always on: videos stand upright', allowed: 'no such option' },
  CAP_PROP_HW_ACCELERATION: {
    rule: "is asked for with api 'FFGear'",
    allowed: "api: Backend.FFGear, sourceOptions: { '-hwaccel': 'auto' }",
  },
  CAP_PROP_HW_DEVICE: notAsked,
  CAP_PROP_OPEN_TIMEOUT_MSEC: { rule: 'is ten seconds', allowed: 'no such option' },
  CAP_PROP_READ_TIMEOUT_MSEC: { rule: 'is called "stallTimeoutMs"', allowed: 'that option' },
  '-framerate': { rule: 'is said by a filter', allowed: "'-vf': 'fps=15'" },
  '-custom_resolution': { rule: 'is said by a filter', allowed: "'-vf': 'scale=640:480'" },
  '-enforce_cv_patch': {
    rule: 'means nothing here, where frames of every pixel format are shown',
    allowed: 'no such option',
  },
  '-extract_metadata': {
    rule: 'means nothing here, where frames have no metadata',
    allowed: 'CaptureService.info() for what the source says of itself',
  },
  '-pix_fmt': { rule: 'is called "frameFormat"', allowed: 'that option' },
  brightness: piControl,
  contrast: piControl,
  saturation: piControl,
  sharpness: piControl,
  exposure_compensation: { rule: 'stands among the "controls"', allowed: 'controls: { ExposureValue: 1 }' },
  hflip: { rule: 'stands in "transform"', allowed: 'transform: { hflip: true }' },
  vflip: { rule: 'stands in "transform"', allowed: 'transform: { vflip: true }' },
  rotation: { rule: 'is half a turn or none', allowed: 'transform: { hflip: true, vflip: true }' },
  format: piFormat,
  auto_align_output_config: piFormat,
  auto_align_output_size: {
    rule: 'is done by itself where the camera program pads its rows',
    allowed: 'no such option',
  },
  enforce_legacy_picamera: {
    rule: 'means nothing here, where the camera program rpicam-vid or libcamera-vid takes the frames',
    allowed: 'no such option',
  },
  buffer_count: noQueue,
  queue: noQueue,
  enable_verbose_logs: { rule: 'is called "logging"', allowed: 'that option' },
};

/** Why a tweak that VidGear has cannot be set, and what to say instead; `undefined` for any other name. */
export function refusedSourceOption(name: string): RuleWords | undefined {
  return Object.hasOwn(refusedTweaks, name) ? refusedTweaks[name] : undefined;
}

/** One option of the ffmpeg program and its value. */
export const ffmpegInputOption = judged<string | number | boolean>(
  {
    rule: 'must be the value of an option of ffmpeg',
    allowed: 'a text, a number, or true for an option without a value',
  },
  (value) =>
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    (typeof value === 'string' && !value.includes('\0')),
);

const NAME = /^-[A-Za-z][\w:.-]*$/;

const ours: RuleWords = { rule: 'is part of how this library talks to ffmpeg', allowed: 'no such option' };
const ofTheOutput: RuleWords = {
  rule: 'is of an output, and this library writes none',
  allowed: 'no such option',
};

/** Options of ffmpeg that would break the pipe it writes to, or read and write files beside the source. */
const refusedFfmpegOptions: Readonly<Record<string, RuleWords>> = {
  '-i': { rule: 'is called "source"', allowed: 'that option' },
  '-f': { rule: 'is called "sourceDemuxer"', allowed: 'that option' },
  '-c': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-c:v': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-codec': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-codec:v': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-filter:v': { rule: 'is called "-vf"', allowed: 'that option' },
  '-lavfi': { rule: 'is called "-filter_complex"', allowed: 'that option' },
  ...Object.fromEntries(
    [
      '-y',
      '-n',
      '-v',
      '-loglevel',
      '-hide_banner',
      '-stdin',
      '-nostdin',
      '-stats',
      '-nostats',
      '-stats_period',
    ].map((name) => [name, ours]),
  ),
  ...Object.fromEntries(
    [
      '-map',
      '-report',
      '-progress',
      '-vstats',
      '-vstats_file',
      '-dump_attachment',
      '-attach',
      '-passlogfile',
      '-filter_script',
      '-filter_complex_script',
    ].map((name) => [name, ofTheOutput]),
  ),
};

/** Whether a tweak has the form of an option of ffmpeg. */
export function isFfmpegOption(name: string): name is `-${string}` {
  return NAME.test(name);
}

/** Why an option of ffmpeg cannot be set; `undefined` for one that is passed to it. */
export function refusedFfmpegOption(name: string): RuleWords | undefined {
  return Object.hasOwn(refusedFfmpegOptions, name) ? refusedFfmpegOptions[name] : undefined;
}
