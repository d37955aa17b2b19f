import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SystemCaptureClock } from '../../libs/webgear-rtc/src/media/capture-clock.js';
import { createVideoSource } from '../../libs/webgear-rtc/src/sources/create-video-source.js';
import type { VideoSource } from '../../libs/webgear-rtc/src/sources/video-source.interface.js';
import { eventually } from '../e2e/support/eventually.js';
import { freePort } from '../support/free-port.js';
import { Program } from '../support/program.js';

const clock = new SystemCaptureClock();
const reader = fileURLToPath(new URL('support/spawning-reader.ts', import.meta.url));
const compiler = new URL('../../tools/jest/typescript-threads.mjs', import.meta.url).href;
const sending =
  '-hide_banner -loglevel error -re -f lavfi -i testsrc2=size=320x180:rate=25 -c:v libx264 -preset ultrafast ' +
  '-tune zerolatency -profile:v baseline -pix_fmt yuv420p -g 12 -f mpegts';

/** With fewer of both, a process that hangs for SRT's fork handler would get by now and then. */
const senderCount = 3;
const programCount = 500;

/** Ten times what it takes. */
const programLimitMs = 30_000;

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a source of SRT', () => {
  let senders: Program[];
  let urls: string[];
  let source: VideoSource | undefined;
  let host: ChildProcess | undefined;

  beforeEach(async () => {
    senders = [];
    urls = [];
    for (let count = 0; count < senderCount; count++) {
      const url = `srt://127.0.0.1:${await freePort()}`;
      senders.push(new Program('ffmpeg', [...sending.split(' '), `${url}?mode=listener`]));
      urls.push(url);
    }
    // Until they listen, which is to be seen by a connection alone.
    await clock.sleep(1500);
  });

  afterEach(async () => {
    killGroup(host?.pid);
    await source?.close();
    await Promise.all(senders.map((sender) => sender[Symbol.asyncDispose]()));
    [source, host] = [undefined, undefined];
  });

  /** An application of its own, since what is tested hangs all of its process. */
  async function startHost(
    nodeOptions: string,
    programs: number,
    wanted: readonly string[],
  ): Promise<string[]> {
    const child = spawn(process.execPath, ['--import', compiler, reader, String(programs), ...wanted], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // What hangs is its copy as well, in the same group.
      detached: true,
      env: { ...process.env, NODE_OPTIONS: nodeOptions },
    });
    host = child;
    const words: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => words.push(...text.trim().split('\n')));
    await eventually(
      () => words,
      () => words.includes('live') || child.exitCode !== null,
      20_000,
    );
    return words;
  }

  test('leaves the application free to run other programs', async () => {
    const words = await startHost('', programCount, urls);
    const whole = ['live', 'spawned', 'closed'];
    await eventually(
      () => words,
      () => words.length === whole.length,
      programLimitMs,
    );
    expect(words).toEqual(whole);
  }, 60_000);

  test('is read by one process for each, which ends with the application, also when that is killed', async () => {
    // An inspector has one port. The host runs programs until it is killed: with few it closes its sources before that.
    await startHost('--inspect=127.0.0.1:0', 1_000_000, urls.slice(0, 2));
    const relays = relaysOf(host?.pid);
    expect(relays).toHaveLength(2);
    host?.kill('SIGKILL');
    await eventually(
      () => relays.filter((pid) => existsSync(`/proc/${pid}`)),
      (left) => left.length === 0,
      5000,
    );
  }, 60_000);

  test('is a coded failure when its process is killed, and can be opened again at once', async () => {
    source = createVideoSource({ source: urls[0] ?? '', clock });
    await source.open(new AbortController().signal);
    const [pid = 0] = relaysOf(process.pid);
    const reading = count(source);
    process.kill(pid, 'SIGKILL');
    await expect(reading).rejects.toMatchObject({ code: 'WGR_SOURCE_FAILED' });
    await source.close();
    source = createVideoSource({ source: urls[1] ?? '', clock });
    await expect(source.open(new AbortController().signal)).resolves.toMatchObject({ width: 320 });
  }, 40_000);

  test('can be left while its process hangs', async () => {
    source = createVideoSource({ source: urls[0] ?? '', clock });
    await source.open(new AbortController().signal);
    const [pid = 0] = relaysOf(process.pid);
    process.kill(pid, 'SIGSTOP');
    const reading = count(source);
    const closingAtMs = performance.now();
    await source.close();
    expect(performance.now() - closingAtMs).toBeLessThan(5000);
    await reading;
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  }, 40_000);

  test('tells its sender that it leaves, which others may then be served by', async () => {
    source = createVideoSource({ source: urls[0] ?? '', clock });
    await source.open(new AbortController().signal);
    const sender = senders[0]?.child;
    await source.close();
    // FFmpeg serves one, and ends. Without being told it would notice after five seconds.
    const left = eventually(
      () => sender?.exitCode,
      (code) => typeof code === 'number',
      3000,
    );
    await expect(left).resolves.toEqual(expect.any(Number));
  }, 40_000);
});

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Frames until the end. */
async function count(source: VideoSource): Promise<number> {
  let frames = 0;
  for await (const frame of source.frames()) {
    frame.close();
    frames++;
  }
  return frames;
}

/** Process numbers of the relays a process has started. */
function relaysOf(parent: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parentOf = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        const isRelay = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('srt-relay-process-entry');
        return Number(parentOf) === parent && isRelay;
      } catch {
        return false;
      }
    });
}
