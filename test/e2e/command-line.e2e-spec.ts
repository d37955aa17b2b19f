import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { helpText } from '../../src/command-line/parse-command-line.js';
import { Command } from './support/command.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { Viewer } from './support/viewer.js';

// A start takes a second, or several while other tests keep the processor busy.
jest.setTimeout(60_000);

const example = fileURLToPath(new URL('../../examples/007-cli-config/camera.yaml', import.meta.url));
const packageFile = new URL('../../package.json', import.meta.url);
const local = ['--ipaddress', '127.0.0.1', '--port', '0'];
const url = /http:\/\/127\.0\.0\.1:(\d+)\//;

describe('the command', () => {
  test.each(['--help', '-h'])('prints its help with %s', async (flag) => {
    await using command = Command.piped([flag]);
    expect(await command.exitCode()).toBe(0);
    expect(command.stdout).toBe(helpText());
    expect(command.stderr).toBe('');
  });

  test('prints its version', async () => {
    await using command = Command.piped(['--version']);
    expect(await command.exitCode()).toBe(0);
    const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
    expect(command.stdout).toBe(`${version}\n`);
  });

  test.each([
    [['--prot', '1'], /^webgear-rtc: .*--prot.*--port\b.*\n$/],
    [['--mode', 'mpeg'], /^webgear-rtc: .*"mode".*mjpeg.*\(--mode\)\n$/],
    [['-cs', 'COLOR_BGR2NOPE'], /^webgear-rtc: .*"colorspace".*COLOR_BGR2GRAY.*\n$/],
    [['--config', '/no/such.yaml'], /^webgear-rtc: .*"\/no\/such\.yaml".*no such file.*\n$/],
    [['--framerate', '5000'], /^webgear-rtc: .*"framerate".*240.*\(--framerate\)\n$/],
    [['--options', 'max_pears: 5'], /^webgear-rtc: .*"maxPears".*"maxPeers".*\(--options\)\n$/],
  ])('refuses %j in one line', async (args, line) => {
    await using command = Command.piped([...local, ...args]);
    expect(await command.exitCode()).toBe(2);
    expect(command.stdout).toBe('');
    expect(command.stderr).toMatch(line);
  });

  test('says in one line that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await using command = Command.piped(['--ipaddress', '127.0.0.1', '--port', `${port}`]);
    expect(await command.exitCode()).toBe(1);
    other.close();
    expect(command.stderr).toBe(
      `webgear-rtc: Port ${port} is in use by another program. Choose another one with --port.\n`,
    );
  });

  test('says in one line that the file to play is missing', async () => {
    await using command = Command.piped([...local, '--source', 'nofile.mp4']);
    expect(await command.exitCode()).toBe(1);
    expect(command.stderr).toMatch(/^webgear-rtc: There is no "nofile\.mp4".*\n$/);
  });

  test.each([
    ['.', /^webgear-rtc: "\." is a directory\. .*\n$/],
    [example, /^webgear-rtc: ".*camera\.yaml" is not an image or video .*\n$/],
    [
      'rtsp://me:sec/ret@camera/1',
      /^webgear-rtc: "rtsp:\/\/\*\*\*@camera\/1" .*"\/" in it, to be written %2F.*\n$/,
    ],
  ])('says in one line that %s cannot be shown', async (source, line) => {
    await using command = Command.piped([...local, '--source', source]);
    expect(await command.exitCode()).toBe(1);
    expect(command.stdout).toBe('');
    expect(command.stderr).toMatch(line);
  });

  test('logs in detail without colours into a pipe', async () => {
    await using command = Command.piped([...local, '--logging']);
    await command.says(/Ctrl\+C ends it/);
    expect(command.stdout).toMatch(/^\[WebGear RTC\].* LOG .*/m);
    expect(command.stdout).not.toMatch(/[\r␛]/);
  });

  test('starts from a config file, and its flags win', async () => {
    await using command = Command.piped(['--config', example, ...local]);
    const [address, port] = await command.says(url);
    expect(port).not.toBe('8080');
    expect((await fetch(address)).status).toBe(200);
  });

  test('writes plain lines into a pipe when the state changes', async () => {
    await using command = Command.piped([...local, '--keep-warm']);
    await command.says(/^\d{4}-\d\d-\d\dT[\d:.]+Z live, 0 viewers, \d+ fps, [\d.]+ [kM]bit\/s\n/m);
    expect(command.stdout).not.toMatch(/[\r␛]/);
    expect(command.stdout).not.toMatch(/[█▀▄]/);
  });

  test('counts those who watch', async () => {
    const browser = await launchChromium();
    try {
      await using command = Command.piped(local);
      const [address] = await command.says(url);
      await using viewer = await Viewer.open(browser, address);
      await viewer.waitForFrame();
      const [status] = await command.says(/live, \d+ viewers?, .*\n/);
      expect(status).toMatch(/^live, 1 viewer, \d+ fps, /);
    } finally {
      await browser.close();
    }
  });

  test('rewrites one line on a terminal, and ends with Ctrl+C', async () => {
    await using command = Command.inTerminal([...local, '--keep-warm']);
    await command.says(/\r␛\[2Klive, 0 viewers, \d+ fps, [\d.]+ [kM]bit\/s\r␛\[2Klive/);
    command.type('\u0003');
    expect(await command.exitCode()).toBe(0);
    expect(command.stdout).toMatch(/\n$/);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends in order on %s', async (signal) => {
    await using command = Command.piped(local);
    await command.says(/Ctrl\+C ends it/);
    command.signal(signal);
    expect(await command.exitCode()).toBe(0);
    expect(command.stderr).toBe('');
  });

  test('ends without a stack trace when nobody reads what it says', async () => {
    await using command = Command.piped(['--help']);
    command.stopReading();
    expect(await command.exitCode()).toBe(141);
    expect(command.stderr).toBe('');
  });
});
