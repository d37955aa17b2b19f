import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, map, take, toArray } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { makeVideoFile } from './testing/make-video-file.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

describe('stabilize', () => {
  it('brings stabilized frames to the encoder, border and all, and ends with the application', async () => {
    await using folder = await temporaryFolder();
    const source = folder.file('clip.mp4');
    await makeVideoFile(source, { width: 320, height: 180, framerate: 25, seconds: 2 });
    await using host = await CaptureHost.start({
      source,
      loop: true,
      frameSizeReduction: 0,
      stabilize: { smoothingRadius: 5, borderSize: 10 },
    });
    const stream = host.app.get(VideoStreamRegistry).getLocal('default');
    const sizes$ = stream.frames$.pipe(map(({ width, height }) => [width, height]));
    const encoded$ = host.app.get(WebGearRtcService).encodedFrames$('h264');
    const [size, encoded] = await Promise.all([
      firstValueFrom(sizes$),
      firstValueFrom(encoded$.pipe(take(3), toArray())),
    ]);
    expect(size).toEqual([340, 200]);
    expect(encoded.map(({ keyFrame }) => keyFrame)).toEqual([true, false, false]);
  }, 30_000);

  it('promises viewers an H.264 level that the border fits in', async () => {
    const levelOf = async (borderSize: number) => {
      await using host = await CaptureHost.start({
        // Below full HD there is room for a border without another level.
        source: 'test:?size=1920x1080',
        frameSizeReduction: 0,
        stabilize: { borderSize },
      });
      const stream = host.app.get(VideoStreamRegistry).getLocal('default');
      const release = stream.frames$.subscribe();
      await host.captures.get('default').opened();
      const level = await stream.h264LevelIdc(0);
      release.unsubscribe();
      return level;
    };
    expect(await levelOf(180)).toBeGreaterThan(await levelOf(0));
  }, 30_000);
});
