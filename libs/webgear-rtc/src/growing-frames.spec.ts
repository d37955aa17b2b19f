import { Logger } from '@nestjs/common';
import { describe, expect, it, jest } from '@jest/globals';
import { filter, firstValueFrom } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import { h264ProfileOf } from './bitstream/h264-parameter-sets.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import type { FrameInput } from './media/frame-input.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

/** What is in it is nobody's business here. */
function grayFrame(width: number, height: number): FrameInput {
  return { data: Buffer.alloc(width * height, 128), width, height, format: 'gray' };
}

describe('frames that become larger while viewers watch', () => {
  it.each<[string, number, number]>([
    ['as they are while they are no larger than full HD', 1920, 1080],
    ['reduced to what viewers were promised', 3840, 2160],
  ])(
    'are sent %s',
    async (_how, width, height) => {
      const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      let transformed = 0;
      await using host = await CaptureHost.start({
        source: 'test:?size=320x180',
        transform: () => (transformed++ < 3 ? undefined : grayFrame(width, height)) as never,
        transformBudgetMs: 5000,
      });
      const stream = host.app.get(VideoStreamRegistry).get('default');
      const release = host.captures.get('default').hold();
      const promised = await stream.h264LevelIdc(5000);
      const encoded$ = host.app.get(WebGearRtcService).encodedFrames$('h264');
      const large = await firstValueFrom(
        encoded$.pipe(filter((frame) => frame.keyFrame && frame.width > 320)),
      );
      expect([large.width, large.height]).toEqual([1920, 1080]);
      expect(h264ProfileOf(large.data)?.levelIdc).toBe(promised);
      const words = `frames of ${width}x${height} are sent as 1920x1080`;
      const lines = warned.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(words));
      expect(lines).toHaveLength(width > 1920 ? 1 : 0);
      warned.mockRestore();
      release();
    },
    40_000,
  );
});
