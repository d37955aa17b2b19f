import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Backend } from '../../options/backend.js';
import { endless, HttpAnswers } from '../../testing/http-answers.js';
import { playFrames } from '../../testing/play-frames.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';

const eachFrame = 50;

describe('a server with special demands on its readers', () => {
  let folder: TemporaryFolder;
  let jpeg: Buffer;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const run = (...args: string[]): unknown =>
      execFileSync('ffmpeg', ['-loglevel', 'error', ...args], { cwd: folder.file('.') });
    const testVideo = ['-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=25:d=2'];
    run(...testVideo, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-bf', '0', 'film.ts');
    run('-i', 'film.ts', '-c', 'copy', '-movflags', 'faststart', 'film.mp4');
    run(...testVideo, '-frames:v', '1', 'shot.jpg');
    jpeg = await readFile(folder.file('shot.jpg'));
  });

  afterAll(async () => folder[Symbol.asyncDispose]());

  it('with Digest authentication never receives the password', async () => {
    const sent: string[] = [];
    await using camera = await HttpAnswers.start({
      video: (request, response) => {
        const { authorization } = request.headers;
        if (authorization !== undefined) sent.push(authorization);
        const challenge = {
          'WWW-Authenticate': ['Basic realm="x"', 'Digest realm="x", nonce="1", qop="auth"'],
        };
        if (authorization?.startsWith('Digest ') !== true) return response.writeHead(401, challenge).end();
        return endless('multipart/x-mixed-replace; boundary=frame', () => ['\r\n--x\r\n\r\n', jpeg])(
          request,
          response,
        );
      },
    });
    const url = `${camera.origin.replace('//', '//user:secret@')}/video`;
    expect(await playFrames(url, Backend.CamGear, 5)).toMatchObject({ width: 160, live: true, frames: 5 });
    expect(sent.filter((header) => !header.startsWith('Digest '))).toEqual([]);
    expect(sent.length).toBeGreaterThanOrEqual(3);
  });

  it('may serve one reader at a time, and release it late', async () => {
    await using camera = await HttpAnswers.start({
      '': (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
        const timer = setInterval(
          () => response.write(Buffer.concat([Buffer.from('\r\n--x\r\n\r\n'), jpeg])),
          50,
        );
        response.once('close', () => clearInterval(timer));
      },
    });
    camera.maxConnections = 1;
    expect(await playFrames(`${camera.origin}/`, Backend.CamGear, 5)).toMatchObject({
      width: 160,
      live: true,
      frames: 5,
    });
  });

  it.each([
    ['film.mp4', 'video/mp4', 'after-failure'],
    ['film.ts', 'video/mp2t', true],
    ['shot.jpg', 'image/jpeg', true],
  ])('may end a response by closing, without Content-Length: %s', async (name, type, reconnects) => {
    const bytes = await readFile(folder.file(name));
    const closing = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n`), bytes])),
      );
    }).listen(0, '127.0.0.1');
    await once(closing, 'listening');
    try {
      const url = `http://127.0.0.1:${(closing.address() as AddressInfo).port}/${name}`;
      const expected = name.endsWith('jpg') ? 10 : eachFrame;
      const played = await playFrames(
        url,
        Backend.CamGear,
        name.endsWith('jpg') ? 10 : Number.POSITIVE_INFINITY,
      );
      expect(played).toMatchObject({ reconnects });
      expect(played.frames).toBeGreaterThanOrEqual(expected - 2);
    } finally {
      closing.close();
    }
  });
});
