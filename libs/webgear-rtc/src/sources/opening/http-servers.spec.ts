import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Backend } from '../../options/backend.js';
import { body, endless, HttpAnswers, status, type HttpAnswer } from '../../testing/http-answers.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { playFrames } from '../../testing/play-frames.js';

const both = [Backend.CamGear, Backend.FFGear];
const eachFrame = 50;

/** Limit for a joining viewer on a busy machine. */
const SOON_MS = 4000;

describe('a server with unusual responses', () => {
  let folder: TemporaryFolder;
  let server: HttpAnswers;
  let jpeg: Buffer;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const run = (...args: string[]): unknown =>
      execFileSync('ffmpeg', ['-loglevel', 'error', ...args], { cwd: folder.file('.') });
    const testVideo = ['-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=25:d=2'];
    const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-bf', '0'];
    run(...testVideo, ...h264, 'film.ts');
    run('-i', 'film.ts', '-c', 'copy', 'end.mp4');
    run('-i', 'film.ts', '-c', 'copy', '-movflags', 'faststart', 'film.mp4');
    run('-i', 'film.ts', '-c', 'copy', '-bsf:v', 'h264_mp4toannexb', 'film.h264');
    run('-i', 'film.ts', '-c', 'copy', '-hls_time', '1', '-hls_list_size', '0', 'list.m3u8');
    run(...testVideo, '-c:v', 'libvpx', '-deadline', 'realtime', '-f', 'webm', '-live', '1', 'film.webm');
    run(...testVideo, '-frames:v', '1', 'shot.jpg');
    const files = [
      'film.ts',
      'end.mp4',
      'film.mp4',
      'film.h264',
      'film.webm',
      'shot.jpg',
      'list0.ts',
      'list1.ts',
    ];
    const bytes = new Map(
      await Promise.all(files.map(async (f) => [f, await readFile(folder.file(f))] as const)),
    );
    const of = (name: string): Buffer => bytes.get(name) ?? Buffer.alloc(0);
    jpeg = of('shot.jpg');
    const list = await readFile(folder.file('list.m3u8'), 'utf8');
    const hls = (rename: (n: string) => string): HttpAnswer =>
      body(
        list.replaceAll(/^list(\d)\.ts$/gm, (_, n: string) => rename(n)),
        {
          'Content-Type': 'application/vnd.apple.mpegurl',
        },
      );
    const unlessRanged = (code: number, answer: HttpAnswer): HttpAnswer => {
      return (request, response) =>
        (request.headers.range === undefined ? answer : status(code))(request, response);
    };
    const multipart = 'multipart/x-mixed-replace; boundary=frame';
    const part = (type: string, length?: number): string =>
      `Content-Type: ${type}\r\n${length === undefined ? '' : `Content-Length: ${length}\r\n`}\r\n`;
    const units = of('film.h264')
      .toString('latin1')
      .split(/(?=\0\0\0?\u0001[\u0041\u0065\u0067])/); // oxlint-disable-line no-control-regex
    const basic = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    server = await HttpAnswers.start({
      'rec.webm': body(of('film.webm')),
      'rec.ts': body(of('film.ts')),
      'rec.h264': body(of('film.h264')),
      'jpg.m3u8': hls((n) => `seg/${n}.jpg`),
      'txt.m3u8': hls((n) => `seg/${n}.txt`),
      'bare.m3u8': hls((n) => `seg/${n}`),
      'query.m3u8': hls((n) => `seg?n=${n}`),
      'master.m3u8': body('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000,RESOLUTION=160x120\njpg.m3u8\n'),
      playlist: hls((n) => `seg/${n}.ts`),
      seg: (request, response) =>
        body(of(request.url?.endsWith('0') === true ? 'list0.ts' : 'list1.ts'))(request, response),
      ...Object.fromEntries(
        [0, 1].flatMap((n) =>
          [`seg/${n}.jpg`, `seg/${n}.txt`, `seg/${n}`, `seg/${n}.ts`].map((path) => [
            path,
            body(of(`list${n}.ts`)),
          ]),
        ),
      ),
      'channel.m3u': body('#EXTM3U\n#EXTINF:-1,One\nfilm.mp4\n'),
      'radio.pls': body('[playlist]\nFile1=film.mp4\n', { 'Content-Type': 'audio/x-scpls' }),
      'film.mp4': body(of('film.mp4')),
      'end.mp4': body(of('end.mp4')),
      'range400.mp4': unlessRanged(400, body(of('film.mp4'))),
      'range406.mp4': unlessRanged(406, body(of('film.mp4'))),
      'range416.mp4': unlessRanged(416, body(of('film.mp4'))),
      'locked.mp4': (request, response) =>
        (request.headers.authorization === basic ? body(of('film.mp4')) : status(401))(request, response),
      'mjpeg/no-first': endless(multipart, (index) => [
        index === 0 ? '' : '\r\n--frame\r\n',
        part('image/jpeg', jpeg.length),
        jpeg,
      ]),
      'mjpeg/no-first-no-length': endless(multipart, (index) => [
        index === 0 ? '' : '\r\n--frame\r\n',
        part('image/jpeg'),
        jpeg,
      ]),
      'mjpeg/no-header': endless(multipart, (index) => [
        index === 0 ? '' : `\r\n--frame\r\n${part('image/jpeg')}`,
        jpeg,
      ]),
      'mjpeg/lf': endless(multipart, () => ['--frame\nContent-Type: image/jpeg\n\n', jpeg, '\n']),
      'mjpeg/jpg': endless(multipart, () => ['--frame\r\n', part('image/jpg'), jpeg, '\r\n']),
      'mjpeg/raw': endless('video/x-motion-jpeg', () => [jpeg]),
      'multipart/h264': endless(multipart, (index) => [
        '--frame\r\n',
        part('video/h264'),
        Buffer.from(units[index % units.length] ?? '', 'latin1'),
        '\r\n',
      ]),
      // Two seconds of video in real time, starting within the GOP; a key frame follows in the second second.
      'joined.ts': (_request, response) => {
        const film = of('film.ts');
        const step = Math.ceil(film.length / 40 / 188) * 188;
        let from = 4 * step;
        response.writeHead(200, { 'Content-Type': 'video/mp2t' });
        response.write(film.subarray(0, 2 * 188 + 188));
        const timer = setInterval(() => {
          response.write(film.subarray(from, from + step));
          from = (from + step) % film.length;
        }, 50);
        response.once('close', () => clearInterval(timer));
      },
      'shot.jpg': body(jpeg, { 'Content-Type': 'image/jpeg' }),
      'cgi-bin/snapshot': body(jpeg, { 'Content-Type': 'image/jpeg' }, { length: false }),
      page: body(`<html>${'words '.repeat(1000)}</html>`, { 'Content-Type': 'text/html' }),
      circle: status(302, { Location: '/circle' }),
      'to-a-file': status(302, { Location: `file://${folder.file('film.ts')}` }),
      gone: status(410),
      busy: status(503, { 'Retry-After': '30' }),
      none: body(''),
    });
  }, 60_000);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const play = (path: string, api: Backend, atMost = eachFrame) =>
    playFrames(path.includes('://') ? path : `${server.origin}/${path}`, api, atMost);

  it.each(['rec.webm', 'rec.ts', 'rec.h264'])(
    'may state a Content-Length only: %s is a recording with an end',
    async (path) => {
      for (const api of both)
        expect(await play(path, api)).toMatchObject({
          live: false,
          frames: eachFrame,
          reconnects: 'after-failure',
        });
    },
  );

  it.each(['jpg.m3u8', 'txt.m3u8', 'bare.m3u8', 'query.m3u8', 'master.m3u8', 'playlist'])(
    'may use any segment names: %s',
    async (path) => {
      for (const api of both) expect(await play(path, api)).toMatchObject({ width: 160, frames: eachFrame });
    },
    20_000,
  );

  it.each(['channel.m3u', 'radio.pls'])('may serve a playlist of another kind: %s', async (path) => {
    for (const api of both)
      expect(await play(path, api)).toMatchObject({ frames: eachFrame, reconnects: 'after-failure' });
  });

  it.each(['range400.mp4', 'range406.mp4', 'range416.mp4'])('may refuse byte ranges: %s', async (path) => {
    for (const api of both) {
      const played = await play(path, api);
      expect(played).toMatchObject({ frames: eachFrame });
      expect(played.debug.join()).toContain('without a byte range');
    }
  });

  it('may require a password without naming a scheme', async () => {
    const url = `${server.origin.replace('//', '//user:secret@')}/locked.mp4`;
    const played = await play(url, Backend.CamGear);
    expect(played.frames).toBe(eachFrame);
    expect(played.debug.join()).not.toContain('secret');
  });

  it.each([
    'mjpeg/no-first',
    'mjpeg/no-first-no-length',
    'mjpeg/no-header',
    'mjpeg/lf',
    'mjpeg/jpg',
    'mjpeg/raw',
    'multipart/h264',
  ])('may send a multipart stream: %s', async (path) => {
    const played = await play(path, Backend.CamGear, 5);
    expect(played).toMatchObject({ width: 160, live: true, frames: 5, reconnects: true });
    expect(played.openMs).toBeLessThan(SOON_MS);
  });

  it('may be joined within a GOP, and its size is known', async () => {
    expect(await play('joined.ts', Backend.CamGear, 5)).toMatchObject({ width: 160, live: true, frames: 5 });
  });

  it('may send JPEGs to the ffmpeg program as well', async () => {
    expect(await play('mjpeg/no-first', Backend.FFGear, 5)).toMatchObject({
      width: 160,
      live: true,
      frames: 5,
    });
  });

  it.each(['shot.jpg', 'cgi-bin/snapshot'])(
    'may send one image per request, and is polled: %s',
    async (path) => {
      const before = server.asked.length;
      expect(await play(path, Backend.CamGear, 13)).toMatchObject({
        live: true,
        frames: 13,
        reconnects: true,
      });
      const requests = server.asked.slice(before).filter((asked) => asked === path);
      expect(requests.length).toBeGreaterThanOrEqual(3);
    },
  );

  it.each([
    ['page', 'WGR_SOURCE_NOT_MEDIA', 'a web page (text/html)'],
    ['none', 'WGR_SOURCE_NOT_MEDIA', 'empty response'],
    ['end.mp4', 'WGR_SOURCE_NOT_MEDIA', 'faststart'],
    ['gone', 'WGR_SOURCE_HTTP_ERROR', '410 Gone'],
    ['busy', 'WGR_SOURCE_HTTP_ERROR', 'Retry-After: 30'],
    ['circle', 'WGR_SOURCE_UNREACHABLE', 'in a loop'],
    ['to-a-file', 'WGR_SOURCE_UNREACHABLE', 'redirects to "file:"'],
    ['http://no-such-host.invalid/1', 'WGR_SOURCE_UNREACHABLE', 'no host "no-such-host.invalid"'],
  ])('without media is reported with the cause: %s', async (path, code, words) => {
    for (const api of both)
      await expect(play(path, api)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
