import { Inject, Injectable, Module } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { CaptureHost, planarImage } from '../../../test/support/capture-host.js';
import type { FrameInput } from './media/frame-input.js';
import type { CustomStream, FrameSource } from './options/custom-stream.js';
import { PushSource } from './sources/custom/push-source.js';

@Injectable()
class Palette {
  readonly colour = [10, 20, 230] as const;
}

@Injectable()
class PaletteSource implements FrameSource {
  readonly calls: string[] = [];

  constructor(@Inject(Palette) private readonly palette: Palette) {}

  start(): void {
    this.calls.push('start');
  }

  read(): FrameInput {
    return planarImage(...this.palette.colour);
  }

  stop(): void {
    this.calls.push('stop');
  }
}

@Module({ providers: [Palette, PaletteSource] })
class CameraModule {}

@Module({ providers: [Palette], exports: [Palette] })
class PaletteModule {}

const forms: [string, CustomStream][] = [
  ['an object with read() alone', { read: () => planarImage(10, 20, 230) }],
  ['an object with read() and start()', { read: () => planarImage(10, 20, 230), start: () => undefined }],
  ['an object with read() and stop()', { read: () => planarImage(10, 20, 230), stop: () => undefined }],
  [
    'an object whose read() takes its time',
    { read: async () => planarImage(10, 20, 230), stop: async () => undefined },
  ],
  ['a function', () => ({ read: () => planarImage(10, 20, 230), stop: () => undefined })],
  [
    'a function that takes its time',
    async () => ({ read: () => planarImage(10, 20, 230), stop: () => undefined }),
  ],
  [
    'an async generator function',
    async function* () {
      for (;;) yield planarImage(10, 20, 230);
    },
  ],
  ['an iterable', [planarImage(10, 20, 230), planarImage(10, 20, 230)]],
  ['an Observable', of(planarImage(10, 20, 230))],
];

describe('customStream', () => {
  it.each(forms)('may be %s', async (_form, customStream) => {
    await using host = await CaptureHost.start({ customStream });
    expect(await host.firstPixel()).toEqual([10, 20, 230]);
  });

  it('may be a source that frames are pushed into, and says when there are no viewers', async () => {
    const customStream = new PushSource();
    await using host = await CaptureHost.start({ customStream });
    expect(customStream.push(planarImage(9, 9, 9))).toBe(false);
    const pixel = host.firstPixel();
    const pushing = setInterval(() => customStream.push(planarImage(10, 20, 230)), 5);
    expect(await pixel).toEqual([10, 20, 230]);
    clearInterval(pushing);
  });

  it('may be a class that the application provides, of which it takes that instance', async () => {
    await using host = await CaptureHost.start({ customStream: PaletteSource }, [CameraModule]);
    const calls = host.app.get(PaletteSource, { strict: false }).calls;
    expect(await host.firstPixel()).toEqual([10, 20, 230]);
    expect(calls).toContain('start');
  });

  it('may be a class that nobody provides, which gets the dependencies that the registration imports', async () => {
    await using host = await CaptureHost.start({ customStream: PaletteSource, imports: [PaletteModule] });
    expect(await host.firstPixel()).toEqual([10, 20, 230]);
  });

  it('stops the start of the application when a class asks for what is not there', async () => {
    await expect(CaptureHost.start({ customStream: PaletteSource })).rejects.toMatchObject({
      code: 'WGR_CUSTOM_STREAM_INVALID',
      message: expect.stringContaining('PaletteSource could not be created'),
    });
  });

  it.each([
    ['read', { stop: () => undefined }, 'has no read()'],
    ['stop', { read: () => null, stop: true }, 'the stop of customStream is not a function'],
    ['both', { start: () => undefined }, 'has no read()'],
    ['anything of a source', Buffer.from('video.mp4'), 'Buffer has no read()'],
  ])('stops the start of the application when %s is missing', async (_what, customStream, words) => {
    await expect(CaptureHost.start({ customStream: customStream as never })).rejects.toMatchObject({
      code: 'WGR_CUSTOM_STREAM_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('does not stand beside a source', async () => {
    await expect(
      CaptureHost.start({ source: 'test:', customStream: [planarImage(1, 2, 3)] }),
    ).rejects.toMatchObject({
      code: 'WGR_OPTION_INVALID',
      detail: { field: 'customStream' },
    });
  });

  it('may be that of one stream among others', async () => {
    await using host = await CaptureHost.start({
      streams: { drawn: { customStream: [planarImage(10, 20, 230)] }, pattern: { source: 'test:' } },
    });
    expect(await host.firstPixel('drawn')).toEqual([10, 20, 230]);
    await expect(
      CaptureHost.start({ customStream: [planarImage(1, 2, 3)], streams: { pattern: { source: 'test:' } } }),
    ).rejects.toMatchObject({
      code: 'WGR_OPTION_INVALID',
      detail: { field: 'customStream' },
    });
  });
});
