import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../../test/support/unit-host.js';
import { writeClip } from '../../recording/clip.js';
import { StreamRecordings } from '../../recording/stream-recordings.js';
import { encodeMovingFrames, encodeTone } from '../../testing/encode-moving-frames.js';
import { until } from '../../testing/until.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

const startMs = Date.UTC(2026, 0, 1);

/** Packets that decode, by codec. The server is in this process: one that waits for the program would stand still. */
async function countPackets(file: string): Promise<Readonly<Record<string, number>>> {
  const words = '-v error -count_frames -show_entries stream=codec_name,nb_read_frames -of csv=p=0';
  const { stdout } = await promisify(execFile)('ffprobe', [...words.split(' '), file]);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.split(',')[0] ?? '', Number(line.split(',')[1])]));
}

/** Two seconds of moving frames and a tone. */
async function writeFilm(path: string): Promise<void> {
  const [frames, tone] = await Promise.all([encodeMovingFrames('h264', 60), encodeTone(2)]);
  const { data } = await writeClip([...frames, ...tone], 0, 'film');
  writeFileSync(path, data);
}

describe.each(adapters)('what is kept, under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;
  let began: number;

  beforeAll(async () => {
    began = Date.now();
    folder = temporaryFolder();
    mkdirSync(join(folder.path, 'recordings', 'front'), { recursive: true });
    // Any bytes: a file is sent as it is.
    const earlier = join(folder.path, 'recordings', 'front', '2026-01-01T00-00-00.000Z.mp4');
    writeFileSync(earlier, '0123456789');
    // Its frames are passed through: nothing is encoded that a busy machine could be late with.
    const source = join(folder.path, 'film.mp4');
    await writeFilm(source);
    const film = { source, loop: true, frameSizeReduction: 0 };
    const imports = [
      WebGearRtcModule.forRoot({
        customDataLocation: folder.path,
        streams: {
          front: { ...film, lookBackMs: 20_000, record: join(folder.path, 'recordings') },
          yard: film,
        },
      }),
    ];
    host = await UnitHost.start({ adapter, imports });
  }, 60_000);

  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(host.url + path, { headers });
  const json = async (path: string): Promise<unknown> => (await get(path)).json();

  test('is a clip of the last seconds, with frames and sound, from a key frame on', async () => {
    const file = join(folder.path, 'clip.mp4');
    let type: string | null = null;
    let start = 0;
    // However long a busy machine takes: a source that is late drops frames, of which a second has 30.
    await until(
      'a second of it, with frames and sound',
      async () => {
        const response = await get('/front/clip.mp4?seconds=10');
        const content = Buffer.from(await response.arrayBuffer());
        if (response.status !== 200 || Number(response.headers.get('x-clip-duration')) < 1) return false;
        type = response.headers.get('content-type');
        start = Date.parse(response.headers.get('x-clip-start') ?? '');
        writeFileSync(file, content);
        const counted = await countPackets(file);
        return (counted['h264'] ?? 0) > 3 && (counted['opus'] ?? 0) > 3;
      },
      75_000,
    );
    expect(start).toBeLessThanOrEqual(Date.now());
    expect(start).toBeGreaterThan(began - 10_000);
    expect(type).toBe('video/mp4');
  }, 90_000);

  test('holds what is still to come, where that is asked for in code', async () => {
    const recording = host.app.get(StreamRecordings, { strict: false }).get('yard');
    const { durationMs } = await recording.clip({ beforeMs: 0, afterMs: 3000 });
    expect(durationMs).toBeGreaterThan(0);
    await expect(recording.clip({})).rejects.toMatchObject({ code: 'WGR_LOOK_BACK_DISABLED' });
  }, 30_000);

  test('follows options that change while the server runs', async () => {
    const service = host.app.get(WebGearRtcService, { strict: false });
    await service.updateStream('yard', { lookBackMs: 5000 });
    await until('a look back', async () => (await get('/yard/clip.mp4?seconds=2')).status === 200, 20_000);
    // What is in memory is looked back at as a recording is.
    const { segments, current } = (await json('/yard/segments')) as {
      segments: unknown[];
      current?: { start: string };
    };
    expect([segments, typeof current?.start]).toEqual([[], 'string']);
    const part = await get(`/yard/recording.mp4?start=${current?.start}&seconds=2`);
    expect([part.status, part.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    await part.arrayBuffer();
    expect((await get('/yard/recording.mp4?start=2099-01-01T00:00:00Z')).status).toBe(404);
    await service.updateStream('yard', { lookBackMs: undefined });
    const { code } = (await json('/yard/clip.mp4')) as { code: string };
    expect(code).toBe('WGR_LOOK_BACK_DISABLED');
  }, 30_000);

  test('is written into a file, of which any part can be had while it grows', async () => {
    const names = (): string[] => readdirSync(join(folder.path, 'recordings', 'front'));
    await until('a file', () => Promise.resolve(names().some((name) => name.endsWith('.mp4.part'))), 20_000);
    const start = new Date(Date.now() - 1500).toISOString();
    let durationSeconds = 0;
    const hasSome = async (): Promise<boolean> => {
      const part = await get(`/front/recording.mp4?start=${start}&seconds=20`);
      durationSeconds = Number(part.headers.get('x-clip-duration'));
      return part.status === 200 && durationSeconds > 0.3;
    };
    await until('a part of it', hasSome, 40_000);
    expect(durationSeconds).toBeLessThan(30);
  }, 60_000);

  test('is a list of files, each of which is sent whole or in parts', async () => {
    const first = { start: new Date(startMs).toISOString(), bytes: 10, url: `segments/${startMs}.mp4` };
    const { segments, current, now } = (await json('/front/segments')) as {
      segments: unknown[];
      current?: { start: string };
      now: string;
    };
    expect(segments[0]).toMatchObject(first);
    // What is being written is newer than all of them.
    expect(Date.parse(current?.start ?? '')).toBeGreaterThan(startMs);
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(30_000);
    expect(await json('/front/segments?from=2027-01-01T00:00:00Z')).toMatchObject({
      segments: [],
      now: expect.any(String),
    });
    const path = `/front/segments/${startMs}.mp4`;
    const whole = await get(path);
    expect([whole.status, await whole.text(), whole.headers.get('content-length')]).toEqual([
      200,
      '0123456789',
      '10',
    ]);
    for (const [range, status, body, contentRange] of [
      ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
      ['bytes=-3', 206, '789', 'bytes 7-9/10'],
      ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=0-1,5-6', 200, '0123456789', null],
      ['pages=1', 200, '0123456789', null],
    ] as const) {
      const answer = await get(path, { Range: range });
      expect([range, answer.status, await answer.text()]).toEqual([range, status, body]);
      expect(answer.headers.get('content-range')).toBe(contentRange);
    }
  });

  test.each([
    ['/front/clip.mp4?seconds=0', 400, 'WGR_QUERY_INVALID'],
    ['/front/clip.mp4?seconds=x', 400, 'WGR_QUERY_INVALID'],
    ['/front/recording.mp4', 400, 'WGR_QUERY_INVALID'],
    ['/front/recording.mp4?start=0', 404, 'WGR_CLIP_EMPTY'],
    ['/yard/clip.mp4', 404, 'WGR_LOOK_BACK_DISABLED'],
    ['/yard/recording.mp4?start=0', 404, 'WGR_LOOK_BACK_DISABLED'],
    ['/front/segments/1.mp4', 404, 'WGR_PAGE_NOT_FOUND'],
    ['/front/segments/..%2f..%2fsecret.mp4', 404, 'WGR_PAGE_NOT_FOUND'],
  ])('%s is refused with %i', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });
});
