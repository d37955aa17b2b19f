import { writeFile, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { makeVideoFile } from '../../testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import { SourceSupervisor } from '../playback/source-supervisor.js';

const clock = new SystemCaptureClock();
const password = 'topsecret';

describe('an invalid source', () => {
  let folder: TemporaryFolder;
  let server: Server;
  let host: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const whole = folder.file('whole.mp4');
    await makeVideoFile(whole, { width: 64, height: 64, framerate: 25, seconds: 1 });
    const bytes = await readFile(whole);
    await writeFile(folder.file('cut.mp4'), bytes.subarray(0, bytes.length / 2));
    server = createServer((request, response) => {
      const [, path = ''] = /^\/(\w+)/.exec(request.url ?? '') ?? [];
      if (path === 'locked') response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      else if (path === 'page') response.end(`<html>${'words '.repeat(1000)}</html>`);
      else if (path === 'gone') request.socket.destroy();
      else response.writeHead(path === 'broken' ? 500 : 404).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await folder[Symbol.asyncDispose]();
  });

  it.each([
    [
      'a wrong password',
      'http://user:topsecret@HOST/locked',
      'WGR_SOURCE_HTTP_ERROR',
      'user name and password',
    ],
    ['a wrong path', 'http://user:topsecret@HOST/nowhere', 'WGR_SOURCE_HTTP_ERROR', 'Check the path'],
    [
      'a server in trouble',
      'http://HOST/broken?token=topsecret',
      'WGR_SOURCE_HTTP_ERROR',
      '500 Internal Server Error. The server has failed',
    ],
    ['a server that hangs up', 'http://user:topsecret@HOST/gone', 'WGR_SOURCE_UNREACHABLE', 'the network'],
    [
      'a page of text',
      'http://HOST/page?key=topsecret',
      'WGR_SOURCE_NOT_MEDIA',
      'Check it with a video player',
    ],
    ['an unknown host', 'rtsp://u:topsecret@no.invalid/1', 'WGR_SOURCE_UNREACHABLE', 'Check the address'],
    ['a raw / in the password', 'rtsp://u:a/topsecret@HOST/1', 'WGR_SOURCE_UNSUPPORTED', '%2F'],
    ['a raw # in the password', 'rtsp://u:a#topsecret@HOST/1', 'WGR_SOURCE_UNSUPPORTED', '%23'],
    ['no host', 'rtsp://', 'WGR_SOURCE_UNSUPPORTED', 'not a complete address'],
    ['an impossible port', 'http://127.0.0.1:99999/1', 'WGR_SOURCE_UNSUPPORTED', 'not a complete address'],
  ])('is reported for %s, with the remedy and without the password', async (_what, address, code, remedy) => {
    const source = createVideoSource({ source: address.replace('HOST', host), clock });
    const error = await source.open(new AbortController().signal).catch((reason: unknown) => reason);
    await source.close();
    expect(error).toBeInstanceOf(WebGearRtcError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(`"${source.label}"`) });
    expect(String(error)).toContain(remedy);
    expect(inspect(error, { depth: 10 })).not.toContain(password);
    expect(source.label).not.toContain(password);
  });

  it('may be a truncated file', async () => {
    const source = createVideoSource({ source: folder.file('cut.mp4'), clock });
    await expect(source.open(new AbortController().signal)).rejects.toMatchObject({
      code: 'WGR_SOURCE_NOT_MEDIA',
      message: expect.stringContaining('it is damaged'),
    });
    await source.close();
  });

  it('is logged without its password, also when reconnecting', async () => {
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const supervisor = new SourceSupervisor({
      source: createVideoSource({ source: `http://user:${password}@${host}/nowhere`, clock }),
      clock,
      logger: { log: note, warn: note, error: note },
      paintSlate: () => Promise.reject(new Error('Nobody watches.')),
      loop: false,
      enableInfiniteFrames: false,
      stallTimeoutMs: 1000,
      timeDelayMs: 0,
    });
    const reconnecting = new Promise<void>((resolve) => {
      supervisor.state$.subscribe((state) => state === 'reconnecting' && resolve());
    });
    supervisor.start();
    await reconnecting;
    await clock.sleep(0);
    await supervisor.stop();
    expect(lines.join('\n')).toMatch(/answered.*404[^]*reconnecting in/);
    expect(lines.join('\n')).not.toContain(password);
  });
});
