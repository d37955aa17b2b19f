import { describe, expect, it } from '@jest/globals';
import type { SourceOptions } from '../../options/source-options.interface.js';
import { PI_CONTROLS } from '../../options/source-options-schema.js';
import { cameraArguments } from './camera-arguments.js';

function argumentsFor(sourceOptions: SourceOptions): string {
  const camera = {
    cameraNum: 1,
    width: 640,
    height: 480,
    framerate: 25,
    bitrateBps: 1_500_000,
    passthrough: true,
    sourceOptions,
  };
  return cameraArguments(camera, 'h264').join(' ');
}

describe('the camera program', () => {
  it('is started without a time limit, with this camera, size and rate', () => {
    expect(argumentsFor({})).toBe(
      '--nopreview --flush --timeout 0 --camera 1 --width 640 --height 480 --framerate 25 ' +
        '--codec h264 --inline --profile baseline --intra 25 --bitrate 1500000 --output -',
    );
  });

  it.each<[SourceOptions, string]>([
    [{ transform: { hflip: true, vflip: 0 } }, '--framerate 25 --hflip --codec'],
    [{ transform: { hflip: false, vflip: 1 } }, '--framerate 25 --vflip --codec'],
    [{ exposure_mode: 'sports' }, '--exposure sport'],
    [{ exposure_mode: 'long' }, '--exposure long'],
    [{ awb_mode: 'sunlight' }, '--awb daylight'],
    [{ iso: 400 }, '--gain 4'],
    [{ sensor_mode: '2304:1296:10:P' }, '--mode 2304:1296:10:P'],
    [{ sensor: { output_size: [2304, 1296], bit_depth: 10 } }, '--mode 2304:1296:10 '],
    [{ sensor: { output_size: [1920, 1080] } }, '--mode 1920:1080 '],
    [{ controls: { Brightness: -0.2, ExposureTime: 8000 } }, '--brightness -0.2 --shutter 8000'],
  ])('gets %j', (options, words) => {
    expect(argumentsFor(options)).toContain(words);
  });

  it('does not set an automatic ISO', () => {
    expect(argumentsFor({ iso: 0 })).not.toContain('--gain');
  });

  it('has an argument for every control of the options', () => {
    for (const name of PI_CONTROLS) {
      expect(argumentsFor({ controls: { [name]: 1 } })).not.toContain(`--${name}`);
    }
  });
});
