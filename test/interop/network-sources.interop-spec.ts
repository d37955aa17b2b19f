import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SystemCaptureClock } from '../../libs/webgear-rtc/src/media/capture-clock.js';
import { Backend } from '../../libs/webgear-rtc/src/options/backend.js';
import {
  createVideoSource,
  type CreateVideoSourceOptions,
} from '../../libs/webgear-rtc/src/sources/create-video-source.js';
import type {
  VideoSource,
  VideoSourceInfo,
} from '../../libs/webgear-rtc/src/sources/video-source.interface.js';
import {
  temporaryFolder,
  type TemporaryFolder,
} from '../../libs/webgear-rtc/src/testing/temporary-folder.js';
import { freePort } from '../support/free-port.js';
import { Program, runProgram } from '../support/program.js';
import { StaticServer } from '../support/static-server.js';

const clock = new SystemCaptureClock();
const pattern = 'testsrc2=size=320x180:rate=25';
const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '25'];
const quiet = ['-hide_banner', '-loglevel', 'error', '-y'];
const endlessly = [...quiet, '-re', '-f', 'lavfi', '-i', pattern, ...encode];

describe('a source on the network', () => {
  let folder: TemporaryFolder;
  let server: StaticServer;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const twoSeconds = [...quiet, '-f', 'lavfi', '-t', '2', '-i', pattern, ...encode];
    runProgram('ffmpeg', [...twoSeconds, '-movflags', '+faststart', folder.file('video.mp4')]);
    runProgram('ffmpeg', [
      ...twoSeconds,
      '-hls_time',
      '1',
      '-hls_list_size',
      '0',
      folder.file('recorded.m3u8'),
    ]);
    server = await StaticServer.start(folder.file('.'));
  }, 60_000);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test.each([
    ['an MP4 file over HTTP', 'video.mp4', Backend.CamGear],
    ['a recording in HLS', 'recorded.m3u8', Backend.CamGear],
    ['an MP4 file over HTTP', 'video.mp4', Backend.FFGear],
    ['a recording in HLS', 'recorded.m3u8', Backend.FFGear],
  ])(
    'may be %s (%s by %s): it has every frame, and an end that is meant',
    async (_what, name, api) => {
      await using opened = await open(server.url + name, { api });
      expect(opened.info).toEqual({ width: 320, height: 180, framerate: 25, live: false });
      expect(await countFrames(opened.source)).toBe(50);
      expect(opened.source.reconnects).toBe('after-failure');
    },
    30_000,
  );

  test('may be a choice of sizes in HLS, of which it takes the largest', async () => {
    const split = '[0:v]split[large][copy];[copy]scale=160:90[small]';
    // Without its rate a stream is not entered into the list.
    const rates = ['-b:v:0', '100k', '-b:v:1', '400k'];
    const maps = ['-map', '[small]', '-map', '[large]', '-var_stream_map', 'v:0 v:1', ...rates];
    const input = ['-f', 'lavfi', '-t', '2', '-i', pattern, '-filter_complex', split];
    const output = ['-hls_playlist_type', 'vod', '-master_pl_name', 'choice.m3u8'];
    runProgram('ffmpeg', [...quiet, ...input, ...maps, ...encode, ...output, folder.file('choice%v.m3u8')]);
    await using opened = await open(`${server.url}choice.m3u8`);
    expect(opened.info).toMatchObject({ width: 320, height: 180, live: false });
    expect(await countFrames(opened.source)).toBe(50);
  }, 30_000);

  test('may be named by the scheme hls as well', async () => {
    await using opened = await open(server.url.replace('http', 'hls') + 'recorded.m3u8');
    expect(await countFrames(opened.source)).toBe(50);
  }, 30_000);

  test('may be a broadcast in HLS, which is paced here since it comes in bursts', async () => {
    await using _sender = new Program('ffmpeg', [
      ...endlessly,
      '-hls_time',
      '1',
      '-hls_list_size',
      '4',
      '-hls_flags',
      'delete_segments',
      folder.file('live.m3u8'),
    ]);
    const url = `${server.url}live.m3u8`;
    await untilServed(url, /#EXTINF[^]*#EXTINF/);
    await using opened = await open(url);
    expect(opened.info).toMatchObject({ width: 320, height: 180, live: false });
    expect(opened.source.reconnects).toBe(true);
    expect(await countFrames(opened.source, 60)).toBe(60);
    await using byProgram = await open(url, { api: Backend.FFGear });
    expect([byProgram.info.live, byProgram.source.reconnects]).toEqual([false, true]);
    expect(await countFrames(byProgram.source, 10)).toBe(10);
  }, 60_000);

  test('may be an MPEG transport stream over UDP', async () => {
    const port = await freePort();
    await using _sender = new Program('ffmpeg', [
      ...endlessly,
      '-f',
      'mpegts',
      `udp://127.0.0.1:${port}?pkt_size=1316`,
    ]);
    await using opened = await open(`udp://127.0.0.1:${port}`);
    expect(opened.info).toMatchObject({ width: 320, height: 180, live: true });
    expect(await countFrames(opened.source, 25)).toBe(25);
  }, 40_000);

  test('may be an MPEG transport stream in RTP', async () => {
    const port = await freePort();
    const sending = [...endlessly, '-f', 'rtp_mpegts', `rtp://127.0.0.1:${port}`];
    await using _sender = new Program('ffmpeg', sending);
    await using opened = await open(`rtp://127.0.0.1:${port}`);
    expect(opened.info).toMatchObject({ width: 320, height: 180, live: true });
    expect(await countFrames(opened.source, 25)).toBe(25);
  }, 40_000);

  test.each([
    ['RTMP', 'rtmp', ['-f', 'flv', '-listen', '1'], '/live/stream'],
    ['SRT', 'srt', ['-f', 'mpegts'], '?mode=listener'],
  ])(
    'may be a sender of %s that is called',
    async (_name, scheme, words, rest) => {
      const port = await freePort();
      await using _sender = new Program('ffmpeg', [
        ...endlessly,
        ...words,
        `${scheme}://127.0.0.1:${port}${rest}`,
      ]);
      const address = `${scheme}://127.0.0.1:${port}${rest.startsWith('?') ? '' : rest}`;
      await using opened = await openWhenThere(address);
      expect(opened.info).toMatchObject({ width: 320, height: 180, live: true });
      expect(await countFrames(opened.source, 25)).toBe(25);
    },
    60_000,
  );
});

describe('a screen', () => {
  test('is captured in its size, or in the size that is asked for', async () => {
    await using display = new Program('Xvfb', [
      '-displayfd',
      '3',
      '-screen',
      '0',
      '640x480x24',
      '-nolisten',
      'tcp',
    ]);
    const name = `:${await display.firstWord()}`;
    await using whole = await open(`screen:${name}`);
    expect(whole.info).toMatchObject({ width: 640, height: 480, live: true });
    expect(await countFrames(whole.source, 5)).toBe(5);
    await using part = await open(`screen:${name}`, { resolution: [320, 240], framerate: 10 });
    expect(part.info).toMatchObject({ width: 320, height: 240, framerate: 10 });
    expect(await countFrames(part.source, 3)).toBe(3);
    // As OpenCV's users and those of FFGear say it.
    await using byBackend = await open(name, { backend: 'x11grab' });
    expect(byBackend.info).toMatchObject({ width: 640, height: 480, live: true });
    await using byProgram = await open(name, { api: Backend.FFGear, sourceDemuxer: 'x11grab' });
    expect(byProgram.info).toMatchObject({ width: 640, height: 480, live: true });
    expect(await countFrames(byProgram.source, 3)).toBe(3);
  }, 40_000);
});

interface Opened extends AsyncDisposable {
  readonly source: VideoSource;
  readonly info: VideoSourceInfo;
}

async function open(name: string, wishes: Partial<CreateVideoSourceOptions> = {}): Promise<Opened> {
  const source = createVideoSource({ source: name, clock, ...wishes });
  const info = await source.open(new AbortController().signal);
  return { source, info, [Symbol.asyncDispose]: () => source.close() };
}

/** A sender that is called needs a moment until it listens. */
async function openWhenThere(name: string): Promise<Opened> {
  const giveUpAtMs = performance.now() + 20_000;
  for (;;) {
    try {
      return await open(name);
    } catch (error) {
      if (performance.now() > giveUpAtMs) throw error;
      await clock.sleep(200);
    }
  }
}

async function countFrames(source: VideoSource, atMost = Number.POSITIVE_INFINITY): Promise<number> {
  let frames = 0;
  for await (const frame of source.frames()) {
    frame.close();
    if (++frames === atMost) break;
  }
  return frames;
}

async function untilServed(url: string, words: RegExp): Promise<void> {
  const giveUpAtMs = performance.now() + 20_000;
  for (;;) {
    const response = await fetch(url);
    if (response.ok && words.test(await response.text())) return;
    if (performance.now() > giveUpAtMs) throw new Error(`${url} is not served.`);
    await clock.sleep(100);
  }
}
