import type { SourceOptions } from '../../options/source-options.interface.js';
import type { PiCamera, PiCodec } from './pi-camera.interface.js';

/** The camera program's options for picamera2's controls. */
const CONTROL_FLAGS: Readonly<Record<string, string>> = {
  AeExposureMode: '--exposure',
  AeMeteringMode: '--metering',
  AfMode: '--autofocus-mode',
  AnalogueGain: '--gain',
  AwbMode: '--awb',
  Brightness: '--brightness',
  ColourGains: '--awbgains',
  Contrast: '--contrast',
  ExposureTime: '--shutter',
  ExposureValue: '--ev',
  LensPosition: '--lens-position',
  NoiseReductionMode: '--denoise',
  Saturation: '--saturation',
  Sharpness: '--sharpness',
};

/** Names of the first picamera that have changed since. */
const EXPOSURE_MODES: Readonly<Record<string, string>> = { auto: 'normal', sports: 'sport', night: 'long' };
const WHITE_BALANCES: Readonly<Record<string, string>> = { sunlight: 'daylight', shade: 'cloudy' };

/** The arguments that make `rpicam-vid`, formerly `libcamera-vid`, write frames without end. */
export function cameraArguments(camera: PiCamera, codec: PiCodec): string[] {
  const { cameraNum, width, height, framerate, sourceOptions, bitrateBps } = camera;
  // Parameter sets in front of each key frame, a key frame per second, and no output buffering.
  const h264 = [
    '--inline',
    ...flag('--profile', 'baseline'),
    ...flag('--intra', Math.ceil(framerate)),
    ...flag('--bitrate', bitrateBps),
  ];
  return [
    '--nopreview',
    '--flush',
    ...flag('--timeout', 0),
    ...flag('--camera', cameraNum),
    ...flag('--width', width),
    ...flag('--height', height),
    ...flag('--framerate', framerate),
    ...tweakArguments(sourceOptions),
    ...flag('--codec', codec),
    ...(codec === 'h264' ? h264 : []),
    ...flag('--output', '-'),
  ];
}

function flag(name: string, value: string | number): string[] {
  return [name, String(value)];
}

function tweakArguments(options: SourceOptions): string[] {
  const { controls = {}, transform = {}, exposure_mode: exposure, awb_mode: balance, iso } = options;
  const { sensor_mode: sensorMode = sensorModeOf(options.sensor) } = options;
  return [
    ...(isOn(transform.hflip) ? ['--hflip'] : []),
    ...(isOn(transform.vflip) ? ['--vflip'] : []),
    ...(exposure === undefined ? [] : ['--exposure', EXPOSURE_MODES[exposure] ?? exposure]),
    ...(balance === undefined ? [] : ['--awb', WHITE_BALANCES[balance] ?? balance]),
    // Gain 1 is about ISO 100 with the usual sensors.
    ...(iso === undefined || iso === 0 ? [] : ['--gain', String(iso / 100)]),
    ...(sensorMode === undefined ? [] : ['--mode', sensorMode]),
    ...Object.entries(controls).flatMap(([name, value]) => [
      CONTROL_FLAGS[name] ?? `--${name}`,
      String(value),
    ]),
  ];
}

/** `width:height` or `width:height:bits`. */
function sensorModeOf(sensor: SourceOptions['sensor']): string | undefined {
  if (sensor === undefined) return undefined;
  const { output_size: size, bit_depth: bits } = sensor;
  return [...size, ...(bits === undefined ? [] : [bits])].join(':');
}

function isOn(flag: boolean | 0 | 1 | undefined): boolean {
  return flag === true || flag === 1;
}
