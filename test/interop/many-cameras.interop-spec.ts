import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SourceFailure } from 'nestjs-webgear-rtc';
import { RtspCamera } from '../../libs/webgear-rtc/src/testing/rtsp-camera.js';
import { temporaryFolder } from '../../libs/webgear-rtc/src/testing/temporary-folder.js';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { BlackHole } from '../support/black-hole.js';
import { watchPage } from '../support/watch-page.js';

const cameraCount = 64;
const goodNames = Array.from({ length: 8 }, (_, index) => `good${index}`);
const badNames = ['hole', 'silent', 'slow'];

/** Half of the ten seconds for which a camera that does not answer is waited for. */
const soonMs = 5000;

let cameras: RtspCamera[];
let hole: BlackHole;
/** Sends a byte a second. */
let slow: Server;

beforeAll(async () => {
  hole = await BlackHole.open();
  await using folder = await temporaryFolder();
  const path = folder.file('film.h264');
  const encode = '-t 2 -i testsrc2=s=160x120:r=25 -c:v libx264 -g 12 -bf 0 -pix_fmt yuv420p'.split(' ');
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', ...encode, path]);
  const h264 = readFileSync(path);
  const silent = RtspCamera.start({ h264, hangsAt: 'connect' });
  cameras = await Promise.all([silent, ...goodNames.map(() => RtspCamera.start({ h264 }))]);
  slow = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    const text = 'RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY\r\n\r\n';
    let sent = 0;
    const timer = setInterval(() => socket.write(text[sent++ % text.length] ?? ''), 1000);
    socket.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
}, 30_000);

afterAll(async () => {
  await hole[Symbol.asyncDispose]();
  for (const camera of cameras) await camera[Symbol.asyncDispose]();
  await new Promise((resolve) => slow.close(resolve));
});

test('a black hole among 64 cameras, one that is silent and one that sends a byte a second delay no other', async () => {
  const [silent, ...good] = cameras.map(({ url }) => url);
  const sources = new Map([
    ['hole', `rtsp://127.0.0.1:${hole.port}/stream`],
    ['silent', silent ?? ''],
    ['slow', `rtsp://127.0.0.1:${(slow.address() as AddressInfo).port}/stream`],
    ...goodNames.map((name, index) => [name, good[index] ?? ''] as const),
  ]);
  // Nobody watches the rest.
  for (let index = sources.size; index < cameraCount; index++) sources.set(`other${index}`, good[0] ?? '');
  const streams = Object.fromEntries([...sources].map(([name, source]) => [name, { source }]));
  const childrenBefore = childrenOfThis();
  const host = await HostApp.start({ streams, renditions: 'single', idleStopMs: 0 });
  let isClosed = false;
  try {
    const { service } = host;
    expect(service.streams).toHaveLength(cameraCount);
    // What is loaded for the first source takes time that no other needs.
    await alone(host);
    const aloneMs = await alone(host);

    const failures = new Map<string, { readonly afterMs: number; readonly code: SourceFailure['code'] }>();
    const startedAtMs = performance.now();
    service.sourceFailed$.subscribe(({ streamName, code }) => {
      const afterMs = performance.now() - startedAtMs;
      if (!failures.has(streamName)) failures.set(streamName, { afterMs, code });
    });
    // First, so that they have the threads of the application.
    const wanted = badNames.map((name) => service.stream(name).encodedFrames$().subscribe());
    const kept = goodNames.map((name) => service.stream(name).encodedFrames$().subscribe());
    const times = await Promise.all(goodNames.map((name) => firstFrameMs(host, name)));
    const told = `alone ${Math.round(aloneMs)} ms, beside ${times.map(Math.round).join(', ')} ms`;
    process.stderr.write(`First frames: ${told}\n`);
    expect(Math.max(...times)).toBeLessThan(aloneMs + soonMs);
    expect(badNames.map((name) => service.stream(name).state)).toEqual(badNames.map(() => 'starting'));
    await watchPage(`${host.url}good7/`);

    // Each is waited for for ten seconds, and told of by itself: one after the other they would take thirty.
    await eventually(
      () => [...failures.keys()].toSorted(),
      (names) => names.length === badNames.length,
      10_000 + 2 * soonMs,
    );
    process.stderr.write(`Failures: ${JSON.stringify([...failures])}\n`);
    expect([...failures.keys()].toSorted()).toEqual(badNames);
    expect([...failures.values()].map(({ code }) => code)).toEqual(
      badNames.map(() => 'WGR_SOURCE_UNREACHABLE'),
    );
    const later = goodNames.map((name) => service.stream(name).stats().framesCaptured);
    await eventually(
      () => goodNames.map((name, index) => service.stream(name).stats().framesCaptured > (later[index] ?? 0)),
      (grow) => grow.every(Boolean),
      soonMs,
    );
    expect(goodNames.map((name) => service.stream(name).state)).toEqual(goodNames.map(() => 'live'));

    // The end comes while they are being opened again.
    await eventually(
      () => badNames.map((name) => connectionsTo(sources.get(name))),
      (counts) => counts.every((count) => count > 0),
      2 * soonMs,
    );
    const closingAtMs = performance.now();
    isClosed = true;
    await host[Symbol.asyncDispose]();
    const closedAfterMs = performance.now() - closingAtMs;
    process.stderr.write(`Closed after ${Math.round(closedAfterMs)} ms\n`);
    expect(closedAfterMs).toBeLessThan(2000);
    for (const subscription of [...wanted, ...kept]) expect(subscription.closed).toBe(true);
    await eventually(
      () => [...sources.values()].map(connectionsTo),
      (counts) => counts.every((count) => count === 0),
      soonMs,
    );
    // The process that read them stays for a while, in case it is needed again.
    await eventually(
      childrenOfThis,
      (children) => children.join() === childrenBefore.join(),
      15_000 + soonMs,
    );
  } finally {
    if (!isClosed) await host[Symbol.asyncDispose]();
  }
}, 90_000);

/** {@link firstFrameMs} of a camera while no other is read. */
async function alone(host: HostApp): Promise<number> {
  const ms = await firstFrameMs(host, 'good0');
  await eventually(
    () => host.service.stream('good0').state,
    (state) => state === 'idle',
    soonMs,
  );
  return ms;
}

/** How long it takes until a frame of the camera itself is sent to a viewer. */
async function firstFrameMs({ service }: HostApp, name: string): Promise<number> {
  const startedAtMs = performance.now();
  const stream = service.stream(name);
  let subscription: { unsubscribe(): void } | undefined;
  await new Promise<void>((resolve) => {
    subscription = stream.encodedFrames$().subscribe(() => {
      // Before, it would be a slate.
      if (stream.state === 'live') resolve();
    });
  });
  subscription?.unsubscribe();
  return performance.now() - startedAtMs;
}

/** Process ids of the processes this one has started. */
function childrenOfThis(): string[] {
  return readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' '))
    .filter((pid) => pid !== '')
    .toSorted();
}

/** Connections to a camera that are established, or whose SYN was not answered yet, from whichever process. */
function connectionsTo(url: string | undefined): number {
  const port = Number(new URL(url ?? '').port);
  const [established, synSent] = ['01', '02'];
  // Its queue is full of connections of ours.
  const states = port === hole.port ? [synSent] : [established, synSent];
  return readFileSync('/proc/self/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote = '', state = '']) => {
      return states.includes(state) && Number.parseInt(remote.split(':')[1] ?? '', 16) === port;
    }).length;
}
