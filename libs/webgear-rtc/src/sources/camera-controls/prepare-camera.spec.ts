import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SourceOptions } from '../../options/source-options.interface.js';
import { programPath, stubProgram } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { prepareCamera } from './prepare-camera.js';

/** Output for a USB camera under Linux 6; older kernels name the last two differently. */
const listing = `
User Controls

                     brightness 0x00980900 (int)    : min=-64 max=64 step=1 default=0 value=0
        white_balance_automatic 0x0098090c (bool)   : default=1 value=1
      white_balance_temperature 0x0098091a (int)    : min=2800 max=6500 step=1 default=4600 value=4600 flags=inactive

Camera Controls

                  auto_exposure 0x009a0901 (menu)   : min=0 max=3 default=3 value=3 (Aperture Priority Mode)
				1: Manual Mode
				3: Aperture Priority Mode
         exposure_time_absolute 0x009a0902 (int)    : min=1 max=5000 step=1 default=157 value=157 flags=inactive
`;

describe('the settings of a camera', () => {
  let folder: TemporaryFolder;
  let restorePath: () => void;
  let device: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    restorePath = programPath(folder);
    device = folder.file('video0');
    await writeFile(device, '');
  });

  afterEach(async () => {
    restorePath();
    await folder[Symbol.asyncDispose]();
  });

  /** A fake v4l2-ctl that records its arguments. */
  async function program(onSet = ''): Promise<void> {
    await stubProgram(
      folder,
      'v4l2-ctl',
      `import { appendFileSync } from 'node:fs';
       const args = process.argv.slice(2);
       if (args[2] === '--list-ctrls') console.log(${JSON.stringify(listing)});
       else { ${onSet}; appendFileSync(${JSON.stringify(folder.file('calls'))}, args.join(' ') + '\\n'); }`,
    );
  }

  const prepare = (sourceOptions: SourceOptions, format = 'v4l2') =>
    prepareCamera(
      { url: device, format, label: 'camera', options: {}, live: true, openTimeoutMs: 1000 },
      sourceOptions,
    );

  it('are set by the names of the driver, those that disable automatic modes first', async () => {
    await program();
    await prepare({
      CAP_PROP_EXPOSURE: 200,
      CAP_PROP_WB_TEMPERATURE: 5000,
      CAP_PROP_AUTO_WB: 0,
      CAP_PROP_BRIGHTNESS: -3,
      CAP_PROP_AUTO_EXPOSURE: 1,
      CAP_PROP_FPS: 30,
    });
    expect((await readFile(folder.file('calls'), 'utf8')).trim().split('\n')).toEqual(
      [
        'auto_exposure=1',
        'white_balance_automatic=0',
        'brightness=-3',
        'white_balance_temperature=5000',
        'exposure_time_absolute=200',
      ].map((setting) => `--device ${device} --set-ctrl ${setting}`),
    );
  });

  it.each<[SourceOptions, string]>([
    [
      { CAP_PROP_ZOOM: 2 },
      'has no CAP_PROP_ZOOM, only CAP_PROP_AUTO_EXPOSURE, CAP_PROP_AUTO_WB, CAP_PROP_BRI',
    ],
    [{ CAP_PROP_BRIGHTNESS: 65 }, 'its CAP_PROP_BRIGHTNESS must be from -64 to 64, not 65'],
    [{ CAP_PROP_AUTO_WB: 2 }, 'its CAP_PROP_AUTO_WB must be from 0 to 1'],
  ])('%j that it lacks are refused', async (sourceOptions, words) => {
    await program();
    await expect(prepare(sourceOptions)).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNSUPPORTED',
      message: expect.stringContaining(words),
    });
  });

  it('that its driver refuses fail with its message', async () => {
    await program(`console.error('VIDIOC_S_EXT_CTRLS: failed: Device or resource busy'); process.exit(255)`);
    await expect(prepare({ CAP_PROP_BRIGHTNESS: 1 })).rejects.toMatchObject({
      code: 'WGR_SOURCE_FAILED',
      message: expect.stringContaining('Device or resource busy'),
    });
  });

  it('need v4l2-ctl, and the error says what to install', async () => {
    // Not an empty PATH: the system's own program would be found as well.
    await mkdir(folder.file('v4l2-ctl'));
    await expect(prepare({ CAP_PROP_BRIGHTNESS: 1 })).rejects.toMatchObject({
      code: 'WGR_PROGRAM_MISSING',
      message: expect.stringContaining('apt-get install v4l-utils'),
    });
  });

  it('need nothing if none is set, and a Linux camera otherwise', async () => {
    await mkdir(folder.file('v4l2-ctl'));
    await prepare({ CAP_PROP_FPS: 30 });
    await expect(prepare({ CAP_PROP_BRIGHTNESS: 1 }, 'dshow')).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNSUPPORTED',
      message: expect.stringContaining('CAP_PROP_BRIGHTNESS is supported for Linux cameras only'),
    });
  });

  it('are applied when the camera is opened, if it exists', async () => {
    await program();
    const clock = new SystemCaptureClock();
    const open = async (source: string) => {
      const sourceOptions = { CAP_PROP_BRIGHTNESS: 1 };
      const video = createVideoSource({ source, backend: 'v4l2', sourceOptions, clock });
      const error = await video.open(new AbortController().signal).catch((reason: unknown) => reason);
      await video.close();
      return error;
    };
    expect(await open(folder.file('none'))).toMatchObject({ code: 'WGR_SOURCE_NOT_FOUND' });
    await expect(readFile(folder.file('calls'))).rejects.toThrow('ENOENT');
    // A file is not a camera, which FFmpeg detects after the settings were applied.
    expect(await open(device)).toMatchObject({ code: expect.stringMatching(/^WGR_SOURCE_/) });
    expect(await readFile(folder.file('calls'), 'utf8')).toContain('brightness=1');
  });
});
