import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectSettings } from './collect-settings.js';
import { UsageError } from '../process-exit.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function configFile(text: string, name = 'camera.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function collected(stated: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const settings = await collectSettings(stated);
  return Object.fromEntries([...settings].map(([name, { value }]) => [name, value]));
}

describe('settings', () => {
  it('come from a YAML file, in any spelling', async () => {
    const config = configFile(
      '# a camera\nsource: 0\nframe_size_reduction: 50\nmax-peers: 5\nkeepWarm: true\n',
    );
    await expect(collected({ config })).resolves.toEqual({
      source: 0,
      frameSizeReduction: 50,
      maxPeers: 5,
      keepWarm: true,
    });
  });

  it('come from a JSON file', async () => {
    const config = configFile('{ "port": 8080, "resolution": [640, 480] }', 'camera.json');
    await expect(collected({ config })).resolves.toEqual({ port: 8080, resolution: [640, 480] });
  });

  it('may be absent from a file', async () => {
    await expect(collected({ config: configFile('# nothing yet\n') })).resolves.toEqual({});
  });

  it('mean in a file what they mean after a flag', async () => {
    const config = configFile('resolution: 1280x720\nsource: "0"\nframerate: "30"\n');
    await expect(collected({ config })).resolves.toEqual({
      resolution: [1280, 720],
      source: 0,
      framerate: 30,
    });
  });

  it('list renditions by their heights, with a bitrate where one is wanted', async () => {
    const list = [{ height: 720 }, { height: 360, bitrateBps: 500_000 }];
    const text = configFile('renditions: "720, 360:500000"\n');
    const yaml = configFile(
      'renditions:\n  - height: 720\n  - { height: 360, bitrate_bps: 500000 }\n',
      'list.yaml',
    );
    for (const config of [text, yaml])
      await expect(collected({ config })).resolves.toEqual({ renditions: list });
    const name = configFile('renditions: single\n', 'name.yaml');
    await expect(collected({ config: name })).resolves.toEqual({ renditions: 'single' });
  });

  it('have settings of their own in any spelling, where they are an overlay or a list of them', async () => {
    const config = configFile(
      'overlay:\n  - { text: Yard, font_size: 8 }\n  - { clock: "%R", time-zone: UTC }\n',
    );
    await expect(collected({ config })).resolves.toEqual({
      overlay: [
        { text: 'Yard', fontSize: 8 },
        { clock: '%R', timeZone: 'UTC' },
      ],
    });
    await expect(collected({ options: 'overlay: { text: Yard, font-size: 8 }' })).resolves.toEqual({
      overlay: { text: 'Yard', fontSize: 8 },
    });
  });

  it('win from flag over --options over file', async () => {
    const config = configFile('port: 1\nmaxPeers: 1\nbitrateBps: 100000\n');
    const options = 'port: 2\nmaxPeers: 2';
    await expect(collected({ config, options, port: 3 })).resolves.toEqual({
      port: 3,
      maxPeers: 2,
      bitrateBps: 100_000,
    });
  });

  it('tell where they were stated', async () => {
    const config = configFile('bitrateBps: 1');
    const settings = await collectSettings({ config, options: '{maxPeers: 0}', timeDelay: -1 });
    const origins = [...settings].map(([name, { origin }]) => [name, origin]);
    expect(Object.fromEntries(origins)).toEqual({
      bitrateBps: config,
      maxPeers: '--options',
      timeDelay: '--time-delay',
    });
  });

  it('reach into the streams, whose names stay as they are', async () => {
    const config = configFile('streams:\n  front_door:\n    source: "0"\n    time_delay: 1\n');
    await expect(collected({ config })).resolves.toEqual({
      streams: { front_door: { source: 0, timeDelay: 1 } },
    });
  });

  it('of a name nobody knows go to the library, which knows the near ones', async () => {
    await expect(collected({ options: 'maxPears: 5' })).resolves.toEqual({ maxPears: 5 });
  });

  it.each([
    ['{"-vf": "hflip"}', { '-vf': 'hflip' }],
    ['THREAD_TIMEOUT: 3', { THREAD_TIMEOUT: 3 }],
    ['{iso: 400, exposure_mode: night}', { iso: 400, exposure_mode: 'night' }],
    ['options: {"-hwaccel": "auto"}', { '-hwaccel': 'auto' }],
  ])('take the tweaks of the source in %s', async (options, sourceOptions) => {
    await expect(collected({ options })).resolves.toEqual({ sourceOptions });
  });

  it('take the settings of the stabiliser in any spelling', async () => {
    const settings = { smoothing_radius: 30, 'crop-and-zoom': true, borderSize: 10 };
    await expect(collected({ options: JSON.stringify({ stabilize: settings }) })).resolves.toEqual({
      stabilize: { smoothingRadius: 30, cropAndZoom: true, borderSize: 10 },
    });
  });

  it('know the readers of sources in capitals too', async () => {
    await expect(collected({ options: 'api: FFGEAR' })).resolves.toEqual({ api: 'FFGear' });
  });

  it.each([
    [{ options: 'help: true' }, '"help" (--options) is for the command line only'],
    [{ options: 'port: many' }, '"port" must be a whole number from 0 to 65535, but is "many" (--options)'],
    [{ options: '[1, 2]' }, '--options must be a map'],
    [{ options: 'a: 1\nb: [' }, 'no valid YAML or JSON, line 2'],
    [{ options: 'port: 1\nport: 2' }, 'no valid YAML or JSON, line 2'],
    [{ config: '/no/such.yaml' }, 'The config file "/no/such.yaml" cannot be read: there is no such file'],
    [{ config: tmpdir() }, 'it is a folder'],
  ])('refuse %j', async (stated, message) => {
    const collecting = collectSettings(stated);
    await expect(collecting).rejects.toThrow(UsageError);
    await expect(collecting).rejects.toThrow(message);
  });
});
