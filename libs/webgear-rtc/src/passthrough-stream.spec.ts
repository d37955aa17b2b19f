import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, lastValueFrom, map, take, tap, toArray } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import { h264ProfileOf } from './bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from './media/encoded-frame.js';
import type { RegistrationSettings } from './options/webgear-rtc-options.interface.js';
import type { StreamStats } from './media/stream-stats.js';
import { makeVideoFile } from './testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from './testing/temporary-folder.js';
import { WebGearRtcService } from './webgear-rtc.service.js';
import { until } from './testing/until.js';

const size = { width: 320, height: 180 };
const baseline = { profile: 'baseline', level: '3.1', sc_threshold: '0' };

describe('H.264 of a source', () => {
  let folder: TemporaryFolder;
  let host: CaptureHost | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const film = { ...size, framerate: 25, seconds: 3 };
    await Promise.all([
      makeVideoFile(folder.file('baseline.mp4'), { ...film, encoderOptions: { ...baseline, g: '25' } }),
      makeVideoFile(folder.file('baseline.ts'), { ...film, encoderOptions: { ...baseline, g: '25' } }),
      makeVideoFile(folder.file('high.mp4'), {
        ...film,
        encoderOptions: { profile: 'high', bf: '0', g: '25' },
      }),
      makeVideoFile(folder.file('b-frames.mp4'), { ...film, encoderOptions: { profile: 'main', bf: '2' } }),
      makeVideoFile(folder.file('long.mp4'), {
        ...size,
        framerate: 5,
        seconds: 10,
        encoderOptions: { ...baseline, g: '1000' },
      }),
      makeVideoFile(folder.file('film.webm'), { ...film, codec: 'vp8' }),
    ]);
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    host = undefined;
  });

  async function start(file: string, options: RegistrationSettings = {}): Promise<WebGearRtcService> {
    host = await CaptureHost.start({
      source: folder.file(file),
      frameSizeReduction: 0,
      loop: true,
      ...options,
    });
    return host.app.get(WebGearRtcService);
  }

  it.each(['baseline.mp4', 'baseline.ts', 'high.mp4'])(
    'goes to viewers as it is, and nothing is decoded or encoded: %s',
    async (file) => {
      const watched = await watch(await start(file), 5);
      expect(watched.stats.framesDecoded).toBe(0);
      expect(watched.stats.renditions).toMatchObject([{ passthrough: true, encodersOpened: 0 }]);
      expect(watched.frames[0]).toMatchObject({ ...size, keyFrame: true });
      expect(watched.stats.framesCaptured).toBeGreaterThanOrEqual(5);
    },
    20_000,
  );

  it('has the capture times of the frames that are decoded beside it, by which metadata is told', async () => {
    const stream = (await start('baseline.mp4')).stream();
    const sent: number[] = [];
    const sending = stream.encodedFrames$('h264').subscribe(({ captureTimeUs }) => sent.push(captureTimeUs));
    const decoded = await firstValueFrom(
      stream.frames$.pipe(
        map(({ captureTimeUs }) => captureTimeUs),
        take(20),
        toArray(),
      ),
    );
    expect(stream.stats().renditions).toMatchObject([{ passthrough: true, encodersOpened: 0 }]);
    sending.unsubscribe();
    const common = decoded.filter((timeUs) => timeUs >= (sent[0] ?? Infinity));
    expect(common.length).toBeGreaterThan(10);
    expect(sent).toEqual(expect.arrayContaining(common));
  }, 20_000);

  it('comes at its own speed, loops without a gap, and names its profile in every key frame', async () => {
    const { frames, stats } = await watch(await start('baseline.mp4'), 90);
    const steps = frames
      .slice(1)
      .map(({ captureTimeUs }, index) => captureTimeUs - (frames[index]?.captureTimeUs ?? 0));
    expect(new Set(steps.map((stepUs) => Math.round(stepUs / 1000)))).toEqual(new Set([40]));
    const keyFrames = frames.filter(({ keyFrame }) => keyFrame);
    expect(keyFrames).toHaveLength(4);
    expect(keyFrames.map(({ data }) => h264ProfileOf(data)?.profile)).toEqual(Array(4).fill('42c0'));
    expect(stats.framesDecoded).toBe(0);
  }, 20_000);

  it.each<[string, string, RegistrationSettings]>([
    ['has B-frames', 'b-frames.mp4', {}],
    ['is to shrink', 'baseline.mp4', { frameSizeReduction: 20 }],
    ['is to be transformed', 'baseline.mp4', { transform: (frame) => frame }],
    ['is to be encoded in any case', 'baseline.mp4', { passthrough: 'never' }],
    ['is none', 'film.webm', {}],
  ])(
    'is encoded where it %s',
    async (_, file, options) => {
      const { stats } = await watch(await start(file, options), 3);
      expect(stats.renditions).toMatchObject([{ passthrough: false, encodersOpened: 1 }]);
      expect(stats.framesDecoded).toBe(0);
    },
    20_000,
  );

  it('is decoded beside for those who need its frames, from the key frame on', async () => {
    const service = await start('baseline.mp4');
    const watching = service.encodedFrames$('h264').subscribe();
    await firstValueFrom(service.encodedFrames$('h264').pipe(take(10), toArray()));
    const [decoded, vp8] = await Promise.all([
      firstValueFrom(
        service.frames$().pipe(
          take(5),
          map(({ width, height }) => ({ width, height })),
          toArray(),
        ),
      ),
      firstValueFrom(service.encodedFrames$('vp8')),
    ]);
    const { renditions, framesDecoded } = service.stats();
    watching.unsubscribe();
    expect(decoded).toEqual([size, size, size, size, size]);
    expect(vp8).toMatchObject({ codec: 'vp8', keyFrame: true });
    expect(framesDecoded).toBeGreaterThan(5);
    expect(renditions).toMatchObject([{ codec: 'h264', passthrough: true, encodersOpened: 0 }]);
  }, 20_000);

  it('is encoded once its key frames turn out to be too far apart, from the frame of then', async () => {
    const { frames, stats } = await watch(await start('long.mp4'), 30);
    expect(stats.renditions).toMatchObject([{ passthrough: false, encodersOpened: 1 }]);
    const [first, second] = frames.filter(({ keyFrame }) => keyFrame);
    const apartMs = ((second?.captureTimeUs ?? 0) - (first?.captureTimeUs ?? 0)) / 1000;
    expect(apartMs).toBeGreaterThanOrEqual(4000);
    expect(apartMs).toBeLessThan(5500);
  }, 30_000);

  it('ends once, where it is not to loop', async () => {
    const service = await start('baseline.mp4', { loop: false });
    let states = '';
    const telling = service.state$().subscribe((state) => (states += ` ${state}`));
    const watching = service.encodedFrames$('h264').subscribe();
    await host?.whenState('ended');
    // Nothing tells that a source does not start once more: it would within its first backoff of 0.5 s.
    await sleep(1500);
    telling.unsubscribe();
    watching.unsubscribe();
    expect(states.trim()).toBe('idle starting live ended');
  }, 20_000);

  it("is never encoded with 'always', however far apart its key frames are", async () => {
    const { stats } = await watch(await start('long.mp4', { passthrough: 'always' }), 25);
    expect(stats.renditions).toMatchObject([{ passthrough: true, encodersOpened: 0 }]);
  }, 30_000);

  it("fails with 'always' where it cannot pass, and says why", async () => {
    const service = await start('b-frames.mp4', {
      passthrough: 'always',
      loop: false,
      enableInfiniteFrames: false,
    });
    const watching = service.frames$().subscribe();
    await expect(host?.captures.get('default').opened()).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNSUPPORTED',
      message: expect.stringContaining('it has B-frames'),
    });
    watching.unsubscribe();
  }, 20_000);

  it('is encoded while it is shown in other colours or written on', async () => {
    const service = await start('baseline.mp4');
    const kinds: (boolean | undefined)[] = [];
    const watching = service
      .encodedFrames$('h264')
      .subscribe(() =>
        kinds.push(service.stats().renditions.find(({ codec }) => codec === 'h264')?.passthrough),
      );
    const settled = async (wanted: boolean): Promise<boolean | undefined> => {
      await until(`passthrough to be ${wanted}`, () => kinds.at(-1) === wanted);
      return kinds.at(-1);
    };
    expect(await settled(true)).toBe(true);
    service.setColorspace('COLOR_BGR2HSV');
    expect(await settled(false)).toBe(false);
    service.setColorspace(undefined);
    expect(await settled(true)).toBe(true);
    service.setOverlay('Yard');
    expect(await settled(false)).toBe(false);
    watching.unsubscribe();
  }, 30_000);

  it('ends with the application', async () => {
    const service = await start('baseline.mp4');
    const ended = lastValueFrom(service.encodedFrames$('h264'), { defaultValue: undefined });
    await firstValueFrom(service.encodedFrames$('h264'));
    await host?.app.close();
    await ended;
    expect(service.stats().state).toBe('closed');
  }, 20_000);
});

/** The first frames that are sent, and the counters while they are. */
async function watch(
  service: WebGearRtcService,
  count: number,
): Promise<{ frames: EncodedFrame[]; stats: StreamStats }> {
  let stats = service.stats();
  const frames$ = service.encodedFrames$('h264').pipe(
    tap(() => (stats = service.stats())),
    take(count),
    toArray(),
  );
  const frames = await firstValueFrom(frames$);
  return { frames, stats };
}
