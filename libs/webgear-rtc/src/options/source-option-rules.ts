import { Backend } from './backend.js';
import { CAMERA_CONTROL_NAMES } from './camera-control-names.js';
import type { CameraControls } from './camera-controls.interface.js';
import { decimalNumber, oneOf, text, wholeNumber, type OptionRule } from './option-rule.js';
import { pixelFormatOf, pixelFormatsByFourCc } from './four-cc.js';
import type { SourceOptions } from './source-options.interface.js';

/** A tweak of the source, and whose it is. */
export interface SourceOptionRule extends OptionRule {
  readonly api: Backend | readonly Backend[];
}

/** Every tweak that has a name of its own, but not each option of ffmpeg. */
export type SourceOptionName = keyof {
  [Name in keyof SourceOptions as `-${string}` extends Name ? never : Name]: true;
};

const fourCc: OptionRule = {
  rule: 'must be a form of pictures that cameras have',
  allowed: Object.keys(pixelFormatsByFourCc).join(', ') + ", or OpenCV's number of one",
  accepts: (value) => pixelFormatOf(value) !== undefined,
};

const words: OptionRule = {
  rule: 'must be a list of words of a command line',
  allowed: "['-stream_loop', '2']",
  accepts: (value) => Array.isArray(value) && value.every((word) => typeof word === 'string' && word !== ''),
};

const cameraControl: OptionRule = {
  rule: 'must be a whole number, as the driver of the camera has it',
  allowed: 'what `v4l2-ctl --list-ctrls` says of the camera',
  accepts: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
};

const cameraControls = Object.fromEntries(
  CAMERA_CONTROL_NAMES.map((name) => [name, { ...cameraControl, api: Backend.CamGear }]),
) as Record<keyof CameraControls, SourceOptionRule>;

/** Names of picamera2's controls that the camera program has an argument for. */
export const PI_CONTROLS = [
  'AeExposureMode',
  'AeMeteringMode',
  'AfMode',
  'AnalogueGain',
  'AwbMode',
  'Brightness',
  'ColourGains',
  'Contrast',
  'ExposureTime',
  'ExposureValue',
  'LensPosition',
  'NoiseReductionMode',
  'Saturation',
  'Sharpness',
] as const;

const controls: OptionRule = {
  rule: 'must be settings of the camera, each a number or a word',
  allowed: PI_CONTROLS.join(', '),
  accepts: (value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([name, setting]) =>
        (PI_CONTROLS as readonly string[]).includes(name) &&
        // Words become arguments of a program: none may be taken for one of its flags, but for a negative number.
        (Number.isFinite(setting) || (typeof setting === 'string' && /^\w[\w.,]*$/.test(setting))),
    ),
};

const transform: OptionRule = {
  rule: 'must say how the picture is turned over',
  allowed: '{ hflip: true, vflip: true }, or either of them',
  accepts: (value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([name, on]) => ['hflip', 'vflip'].includes(name) && [true, false, 0, 1].includes(on as boolean),
    ),
};

const sensorMode: OptionRule = {
  rule: 'must be a mode of the sensor',
  allowed: "'1920:1080', '2304:1296:10', '2304:1296:10:P'",
  accepts: (value) => typeof value === 'string' && /^\d+:\d+(:\d+(:[PU])?)?$/.test(value),
  faultOf: (value) =>
    typeof value === 'number'
      ? { rule: 'is named by its size, not by its number; `rpicam-vid --list-cameras` prints the modes' }
      : undefined,
};

const sensor: OptionRule = {
  rule: 'must be a mode of the sensor as picamera2 has it',
  allowed: '{ output_size: [2304, 1296], bit_depth: 10 }, or without bit_depth',
  accepts: (value) => {
    if (!isObject(value)) return false;
    const { output_size: size, bit_depth: bits, ...others } = value;
    const isNumber = (item: unknown): boolean => Number.isInteger(item) && Number(item) > 0;
    return (
      Object.keys(others).length === 0 &&
      Array.isArray(size) &&
      size.length === 2 &&
      size.every(isNumber) &&
      (bits === undefined || isNumber(bits))
    );
  },
};

const exposures = ['auto', 'normal', 'sport', 'sports', 'night', 'long'];
const whiteBalances = [
  'auto',
  'sunlight',
  'daylight',
  'cloudy',
  'shade',
  'tungsten',
  'fluorescent',
  'incandescent',
  'indoor',
];

const resolutions = [
  'best',
  'worst',
  ...[144, 240, 360, 480, 720, 1080, 1440, 2160, 4320].map((height) => `${height}p`),
];

const streamParameters: OptionRule = {
  rule: 'must be parameters of yt-dlp, each a text, a number or a boolean',
  allowed: "{ cookies: 'cookies.txt', 'no-check-certificates': true }",
  accepts: (value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([name, parameter]) =>
        /^[A-Za-z][\w-]*$/.test(name) &&
        (['string', 'number', 'boolean'].includes(typeof parameter) ||
          (name === 'http_headers' && isObject(parameter) && Object.values(parameter).every(isHeader))),
    ),
  faultOf: (value) => {
    const wrong = isObject(value)
      ? Object.entries(value).find(
          ([, parameter]) => !['string', 'number', 'boolean'].includes(typeof parameter),
        )
      : undefined;
    if (wrong === undefined) return undefined;
    const [name, received] = wrong;
    return name === 'http_headers'
      ? {
          at: `.${name}`,
          rule: 'must be an object of headers',
          allowed: "{ Referer: 'https://…' }",
          received,
        }
      : { at: `.${name}`, rule: 'must be a text, a number or a boolean', received };
  },
};

/** A line break would begin another header. */
function isHeader(value: unknown): boolean {
  return typeof value === 'string' && !/[\r\n]/.test(value);
}

/** The rule of every tweak. A key that is missing here is an unknown option. */
export const sourceOptionRules: Readonly<Record<SourceOptionName, SourceOptionRule>> = {
  CAP_PROP_FRAME_WIDTH: { ...wholeNumber(64, 8192, ' pixels'), api: Backend.CamGear },
  CAP_PROP_FRAME_HEIGHT: { ...wholeNumber(64, 8192, ' pixels'), api: Backend.CamGear },
  CAP_PROP_FPS: { ...decimalNumber(1, 240, ' frames per second'), api: Backend.CamGear },
  CAP_PROP_FOURCC: { ...fourCc, api: Backend.CamGear },
  ...cameraControls,
  THREAD_TIMEOUT: { ...decimalNumber(1, 3600, ' seconds'), api: [Backend.CamGear, Backend.FFGear] },
  '-vf': { ...text, api: Backend.FFGear },
  '-filter_complex': { ...text, api: Backend.FFGear },
  '-vcodec': { ...text, api: Backend.FFGear },
  '-hwaccel': { ...text, api: Backend.FFGear },
  '-ffprefixes': { ...words, api: Backend.FFGear },
  controls: { ...controls, api: Backend.PiGear },
  transform: { ...transform, api: Backend.PiGear },
  exposure_mode: { ...oneOf(exposures), api: Backend.PiGear },
  iso: { ...wholeNumber(0, 1600), api: Backend.PiGear },
  awb_mode: { ...oneOf(whiteBalances), api: Backend.PiGear },
  sensor_mode: { ...sensorMode, api: Backend.PiGear },
  sensor: { ...sensor, api: Backend.PiGear },
  STREAM_RESOLUTION: { ...oneOf(resolutions), api: [Backend.CamGear, Backend.FFGear] },
  STREAM_PARAMS: { ...streamParameters, api: [Backend.CamGear, Backend.FFGear] },
  HWFAILURE_TIMEOUT: { ...decimalNumber(1, 10, ' seconds'), api: Backend.PiGear },
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
