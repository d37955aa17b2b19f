import { Backend } from './backend.js';
import type { CameraControls } from './camera-controls.interface.js';
import { pixelFormatOf, pixelFormatsByFourCc } from './four-cc.js';
import { schemaOf, setting, type Setting, type Value } from './option-schema.js';
import { decimalNumber, isPlainObject, judged, oneOf, text, wholeNumber } from './option-values.js';
import type { SourceOptions, StreamParameters } from './source-options.interface.js';

/** Every tweak that has a name of its own, but not each option of ffmpeg. */
export type SourceOptionName = keyof {
  [Name in keyof SourceOptions as `-${string}` extends Name ? never : Name]: true;
};

const fourCc = judged<string | number>(
  {
    rule: 'must be a format that cameras have',
    allowed: Object.keys(pixelFormatsByFourCc).join(', ') + ", or OpenCV's number of one",
  },
  (value) => pixelFormatOf(value) !== undefined,
);

const words = judged<readonly string[]>(
  { rule: 'must be a list of words of a command line', allowed: "['-stream_loop', '2']" },
  (value) => Array.isArray(value) && value.every((word) => typeof word === 'string' && word !== ''),
);

const cameraControl = judged<number>(
  {
    rule: 'must be a whole number, as the driver of the camera has it',
    allowed: 'what `v4l2-ctl --list-ctrls` says of the camera',
  },
  (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
);

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

const controls = judged<Readonly<Record<string, string | number>>>(
  { rule: 'must be settings of the camera, each a number or a word', allowed: PI_CONTROLS.join(', ') },
  (value) =>
    isPlainObject(value) &&
    Object.entries(value).every(
      ([name, setting]) =>
        (PI_CONTROLS as readonly string[]).includes(name) &&
        // Words become arguments of a program: none may be taken for one of its flags, but for a negative number.
        (Number.isFinite(setting) || (typeof setting === 'string' && /^\w[\w.,]*$/.test(setting))),
    ),
);

const transform = judged<NonNullable<SourceOptions['transform']>>(
  {
    rule: 'must say how the image is mirrored',
    allowed: '{ hflip: true, vflip: true }, or either of them',
  },
  (value) =>
    isPlainObject(value) &&
    Object.entries(value).every(
      ([name, on]) => ['hflip', 'vflip'].includes(name) && [true, false, 0, 1].includes(on as boolean),
    ),
);

const sensorMode = judged<string>(
  { rule: 'must be a mode of the sensor', allowed: "'1920:1080', '2304:1296:10', '2304:1296:10:P'" },
  (value) => typeof value === 'string' && /^\d+:\d+(:\d+(:[PU])?)?$/.test(value),
  (value) =>
    typeof value === 'number'
      ? { rule: 'is named by its size, not by its number; `rpicam-vid --list-cameras` prints the modes' }
      : undefined,
);

const sensor = judged<NonNullable<SourceOptions['sensor']>>(
  {
    rule: 'must be a mode of the sensor as picamera2 has it',
    allowed: '{ output_size: [2304, 1296], bit_depth: 10 }, or without bit_depth',
  },
  (value) => {
    if (!isPlainObject(value)) return false;
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
);

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

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const streamParameters = judged<StreamParameters>(
  {
    rule: 'must be parameters of yt-dlp, each a text, a number or a boolean',
    allowed: "{ cookies: 'cookies.txt', 'no-check-certificates': true }",
  },
  (value) =>
    isPlainObject(value) &&
    Object.entries(value).every(
      ([name, parameter]) =>
        /^[A-Za-z][\w-]*$/.test(name) &&
        (isScalar(parameter) ||
          (name === 'http_headers' && isPlainObject(parameter) && Object.values(parameter).every(isHeader))),
    ),
  (value) => {
    const [name, received] =
      (isPlainObject(value) && Object.entries(value).find(([, parameter]) => !isScalar(parameter))) || [];
    if (name === undefined) return undefined;
    return name === 'http_headers'
      ? { at: [name], rule: 'must be an object of headers', allowed: "{ Referer: 'https://…' }", received }
      : { at: [name], rule: 'must be a text, a number or a boolean', received };
  },
);

/** A line break would begin another header. */
function isHeader(value: unknown): boolean {
  return typeof value === 'string' && !/[\r\n]/.test(value);
}

function camGear<T>(value: Value<T>): Setting<T, undefined> {
  return setting(value, { api: [Backend.CamGear] });
}

function ffGear<T>(value: Value<T>): Setting<T, undefined> {
  return setting(value, { api: [Backend.FFGear] });
}

function piGear<T>(value: Value<T>): Setting<T, undefined> {
  return setting(value, { api: [Backend.PiGear] });
}

function anyAddress<T>(value: Value<T>): Setting<T, undefined> {
  return setting(value, { api: [Backend.CamGear, Backend.FFGear] });
}

/** OpenCV's names of what can be set on a camera besides the size, the rate and the form of its frames. */
const cameraControls = schemaOf<CameraControls>()({
  CAP_PROP_BRIGHTNESS: camGear(cameraControl),
  CAP_PROP_CONTRAST: camGear(cameraControl),
  CAP_PROP_SATURATION: camGear(cameraControl),
  CAP_PROP_HUE: camGear(cameraControl),
  CAP_PROP_GAMMA: camGear(cameraControl),
  CAP_PROP_SHARPNESS: camGear(cameraControl),
  CAP_PROP_GAIN: camGear(cameraControl),
  CAP_PROP_BACKLIGHT: camGear(cameraControl),
  CAP_PROP_AUTO_EXPOSURE: camGear(cameraControl),
  CAP_PROP_EXPOSURE: camGear(cameraControl),
  CAP_PROP_AUTO_WB: camGear(cameraControl),
  CAP_PROP_WB_TEMPERATURE: camGear(cameraControl),
  CAP_PROP_WHITE_BALANCE_BLUE_U: camGear(cameraControl),
  CAP_PROP_WHITE_BALANCE_RED_V: camGear(cameraControl),
  CAP_PROP_AUTOFOCUS: camGear(cameraControl),
  CAP_PROP_FOCUS: camGear(cameraControl),
  CAP_PROP_ZOOM: camGear(cameraControl),
  CAP_PROP_PAN: camGear(cameraControl),
  CAP_PROP_TILT: camGear(cameraControl),
}).entries;

/** Names of what can be set on a camera besides the size, the rate and the form of its frames. */
export const CAMERA_CONTROL_NAMES = Object.freeze(Object.keys(cameraControls));

/** The tweaks of a source, each with the `api` that knows it. */
export const sourceOptionsSchema = schemaOf<Pick<SourceOptions, SourceOptionName>>()({
  CAP_PROP_FRAME_WIDTH: camGear(wholeNumber(64, 8192, ' pixels')),
  CAP_PROP_FRAME_HEIGHT: camGear(wholeNumber(64, 8192, ' pixels')),
  CAP_PROP_FPS: camGear(decimalNumber(1, 240, ' frames per second')),
  CAP_PROP_FOURCC: camGear(fourCc),
  ...cameraControls,
  THREAD_TIMEOUT: anyAddress(decimalNumber(1, 3600, ' seconds')),
  '-vf': ffGear(text),
  '-filter_complex': ffGear(text),
  '-vcodec': ffGear(text),
  '-hwaccel': ffGear(text),
  '-ffprefixes': ffGear(words),
  controls: piGear(controls),
  transform: piGear(transform),
  exposure_mode: piGear(oneOf(exposures)),
  iso: piGear(wholeNumber(0, 1600)),
  awb_mode: piGear(oneOf(whiteBalances)),
  sensor_mode: piGear(sensorMode),
  sensor: piGear(sensor),
  STREAM_RESOLUTION: anyAddress(oneOf(resolutions)),
  STREAM_PARAMS: anyAddress(streamParameters),
  HWFAILURE_TIMEOUT: piGear(decimalNumber(1, 10, ' seconds')),
});
