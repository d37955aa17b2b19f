import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { firstValueFrom, take, toArray } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import type { VideoCodec } from './media/encoded-frame.js';
import type { RegistrationSettings } from './options/webgear-rtc-options.interface.js';
import { makeVideoFile } from './testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from './testing/temporary-folder.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

const size = { width: 320, height: 180 };
const film = { ...size, framerate: 25, seconds: 3 };

/** Codec, container, options of the encoder. */
const films: readonly (readonly [VideoCodec & ('vp9' | 'av1' | 'h265'), string, Record<string, string>])[] = [
  ['vp9', 'vp9.webm', { deadline: 'realtime', 'cpu-used': '8', 'lag-in-frames': '0', g: '25' }],
  ['vp9', 'vp9.mp4', { deadline: 'realtime', 'cpu-used': '8', 'lag-in-frames': '0', g: '25' }],
  ['av1', 'av1.mp4', { preset: '12', g: '25', 'svtav1-params': 'pred-struct=1:rc=2:lp=1' }],
  ['av1', 'av1.mkv', { preset: '12', g: '25', 'svtav1-params': 'lp=1' }],
  [
    'h265',
    'h265.mp4',
    { preset: 'ultrafast', tune: 'zerolatency', g: '25', 'x265-params': 'log-level=none:open-gop=0' },
  ],
  [
    'h265',
    'h265.ts',
    { preset: 'ultrafast', tune: 'zerolatency', g: '25', 'x265-params': 'log-level=none:open-gop=0' },
  ],
];

describe('VP9, AV1 and H.265 of a source', () => {
  let folder: TemporaryFolder;
  let host: CaptureHost | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const [codec, file, encoderOptions] of films) {
      await makeVideoFile(folder.file(file), { ...film, codec, encoderOptions });
    }
    const reordered = { preset: 'ultrafast', bf: '2', g: '25', 'x265-params': 'log-level=none' };
    await makeVideoFile(folder.file('b-frames.mp4'), { ...film, codec: 'h265', encoderOptions: reordered });
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    host = undefined;
  });

  async function start(file: string, options: RegistrationSettings): Promise<WebGearRtcService> {
    const source = folder.file(file);
    host = await CaptureHost.start({ source, frameSizeReduction: 0, loop: true, ...options });
    return host.app.get(WebGearRtcService);
  }

  it.each(films)(
    'goes to viewers of the codec as it is, key frames decodable on their own, and is decoded for others: %s in %s',
    async (codec, file) => {
      const service = await start(file, { codecs: [codec, 'h264'] });
      const watching = service.encodedFrames$(codec).subscribe();
      const frames = await firstValueFrom(service.encodedFrames$(codec).pipe(take(40), toArray()));
      expect(service.stats()).toMatchObject({
        framesDecoded: 0,
        renditions: [{ codec, passthrough: true, encodersOpened: 0 }],
      });
      expect(frames[0]).toMatchObject({ ...size, codec, keyFrame: true });
      const keyFrames = frames.flatMap(({ keyFrame }, index) => (keyFrame ? [index] : []));
      expect(keyFrames.length).toBeGreaterThanOrEqual(2);
      const h264 = await firstValueFrom(service.encodedFrames$('h264').pipe(take(5), toArray()));
      watching.unsubscribe();
      expect(h264[0]).toMatchObject({ ...size, codec: 'h264', keyFrame: true });
      expect(service.stats().framesDecoded).toBeGreaterThan(0);
    },
    20_000,
  );

  it.each<[string, string, RegistrationSettings]>([
    ['the option does not name the codec', 'vp9.webm', { codecs: ['h264', 'vp8'] }],
    ['the source has B-frames', 'b-frames.mp4', { codecs: ['h264', 'h265'] }],
  ])(
    'is decoded and encoded where %s',
    async (_, file, options) => {
      const service = await start(file, options);
      await firstValueFrom(service.encodedFrames$('h264').pipe(take(3), toArray()));
      const watching = service.encodedFrames$('h264').subscribe();
      await firstValueFrom(service.encodedFrames$('h264').pipe(take(3), toArray()));
      expect(service.stats().renditions).toMatchObject([{ codec: 'h264', passthrough: false }]);
      watching.unsubscribe();
    },
    20_000,
  );
});
