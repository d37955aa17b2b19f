import { Inject, Injectable, Logger, Module, type INestApplication } from '@nestjs/common';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { concat, filter, firstValueFrom, map, NEVER, of, Subject, take, toArray } from 'rxjs';
import { temporaryFolder } from '../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import type { Picture } from './frames/picture.interface.js';
import { nativeFrameOf } from './ffmpeg/native-video-frame.js';
import type { CustomStream, FrameSource } from './sources/custom/custom-stream.interface.js';
import { PushSource } from './sources/custom/push-source.js';
import type { StreamState } from './options/stream-state.interface.js';
import { CaptureService } from './sources/capture.service.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

const width = 64;
const height = 48;

/** One colour all over, in OpenCV's order. */
function plain(blue: number, green: number, red: number): Picture {
  return { data: Buffer.alloc(width * height * 3, Uint8Array.of(blue, green, red)), width, height };
}

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

  read(): Picture {
    return plain(...this.palette.colour);
  }

  stop(): void {
    this.calls.push('stop');
  }
}

@Module({ providers: [Palette, PaletteSource] })
class CameraModule {}

@Module({ providers: [Palette], exports: [Palette] })
class PaletteModule {}

class Recorder implements FrameSource {
  readonly calls: string[] = [];

  read(): Picture {
    this.calls.push('read');
    return plain(1, 2, 3);
  }

  stop(): void {
    this.calls.push('stop');
  }
}

const forms: [string, CustomStream][] = [
  ['an object with read() and stop()', { read: () => plain(10, 20, 230), stop: () => undefined }],
  [
    'an object whose read() takes its time',
    { read: async () => plain(10, 20, 230), stop: async () => undefined },
  ],
  ['a function', () => ({ read: () => plain(10, 20, 230), stop: () => undefined })],
  ['a function that takes its time', async () => ({ read: () => plain(10, 20, 230), stop: () => undefined })],
  [
    'an async generator function',
    async function* () {
      for (;;) yield plain(10, 20, 230);
    },
  ],
  ['an iterable', [plain(10, 20, 230), plain(10, 20, 230)]],
  ['an Observable', of(plain(10, 20, 230))],
];

describe('customStream', () => {
  let app: INestApplication | undefined;
  const folder = temporaryFolder();

  async function start(
    options: WebGearRtcOptions,
    modules: NonNullable<unknown>[] = [],
  ): Promise<CaptureService> {
    const registration = WebGearRtcModule.forRoot({
      customDataLocation: folder.path,
      idleStopMs: 0,
      ...options,
    });
    const imports = [registration, ...(modules as (typeof CameraModule)[])];
    const testing = await Test.createTestingModule({ imports }).compile();
    app = testing.createNestApplication({ logger: false });
    await app.init();
    return app.get(CaptureService);
  }

  function callsOfInstance(): readonly string[] | undefined {
    return app?.get(PaletteSource, { strict: false }).calls;
  }

  function whenState(captures: CaptureService, wanted: StreamState): Promise<StreamState> {
    return firstValueFrom(captures.state$('default').pipe(filter((state) => state === wanted)));
  }

  /** The first pixel of the first picture, in the order it has, and when it was taken. */
  function firstPixel(captures: CaptureService): Promise<number[]> {
    const pixels$ = captures.frames$('default').pipe(
      map((frame) => [
        ...nativeFrameOf(frame)
          .toBuffer()
          .subarray(0, frame.pixelFormat === 'gray' ? 1 : 3),
      ]),
    );
    return firstValueFrom(pixels$);
  }

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it.each(forms)('may be %s', async (_form, customStream) => {
    expect(await firstPixel(await start({ customStream }))).toEqual([10, 20, 230]);
  });

  it('may be a source that pictures are pushed into, and says when nobody looks', async () => {
    const customStream = new PushSource();
    const captures = await start({ customStream });
    expect(customStream.push(plain(9, 9, 9))).toBe(false);
    const pixel = firstPixel(captures);
    const pushing = setInterval(() => customStream.push(plain(10, 20, 230)), 5);
    expect(await pixel).toEqual([10, 20, 230]);
    clearInterval(pushing);
  });

  it('may be a class that the application provides, of which it takes that instance', async () => {
    const captures = await start({ customStream: PaletteSource }, [CameraModule]);
    const calls = callsOfInstance();
    expect(await firstPixel(captures)).toEqual([10, 20, 230]);
    expect(calls).toContain('start');
  });

  it('may be a class that nobody provides, which gets the dependencies that the registration imports', async () => {
    const registration = WebGearRtcModule.forRoot({
      customDataLocation: folder.path,
      customStream: PaletteSource,
      imports: [PaletteModule],
    });
    const testing = await Test.createTestingModule({ imports: [registration] }).compile();
    app = testing.createNestApplication({ logger: false });
    await app.init();
    expect(await firstPixel(app.get(CaptureService))).toEqual([10, 20, 230]);
  });

  it('stops the start of the application when a class asks for what is not there', async () => {
    await expect(start({ customStream: PaletteSource })).rejects.toMatchObject({
      code: 'WGR_CUSTOM_STREAM_INVALID',
      message: expect.stringContaining('PaletteSource could not be made'),
    });
  });

  it.each([
    ['read', { stop: () => undefined }, 'has no read()'],
    ['stop', { read: () => null }, 'has no stop()'],
    ['both', { start: () => undefined }, 'has no read() and no stop()'],
    ['anything of a source', Buffer.from('video.mp4'), 'Buffer has no read()'],
  ])('stops the start of the application when %s is missing', async (_what, customStream, words) => {
    await expect(start({ customStream: customStream as never })).rejects.toMatchObject({
      code: 'WGR_CUSTOM_STREAM_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('does not stand beside a source', async () => {
    await expect(start({ source: 'test:', customStream: new Recorder() })).rejects.toMatchObject({
      code: 'WGR_OPTION_INVALID',
      detail: { field: 'customStream' },
    });
  });

  it('is started for the first viewer and stopped after the last, each time', async () => {
    const captures = await start({ customStream: PaletteSource }, [CameraModule]);
    const calls = callsOfInstance();
    expect(calls).toEqual([]);
    for (const expected of [1, 2]) {
      await firstPixel(captures);
      await whenState(captures, 'idle');
      expect(calls).toEqual(Array.from({ length: expected }, () => ['start', 'stop']).flat());
    }
  });

  it('without start() is left alone while nobody watches and stopped with the application', async () => {
    const source = new Recorder();
    const captures = await start({ customStream: source });
    await firstPixel(captures);
    await whenState(captures, 'idle');
    await firstPixel(captures);
    expect(source.calls).not.toContain('stop');
    await app?.close();
    app = undefined;
    expect(source.calls.filter((call) => call === 'stop')).toEqual(['stop']);
  });

  it('is open without viewers when it is to be kept warm', async () => {
    const captures = await start({ customStream: PaletteSource, keepWarm: true }, [CameraModule]);
    const calls = callsOfInstance();
    await whenState(captures, 'live');
    await app?.close();
    app = undefined;
    expect(calls).toEqual(['start', 'stop']);
  });

  it('is closed with the application although it never answers', async () => {
    const never = () => new Promise<never>(() => undefined);
    const asked = new Subject<void>();
    const read = () => {
      asked.next();
      return never();
    };
    const captures = await start({ customStream: { read, stop: never } });
    const whenAsked = firstValueFrom(asked);
    const watching = captures.frames$('default').subscribe();
    await whenAsked;
    await app?.close();
    app = undefined;
    expect(await whenState(captures, 'idle')).toBe('idle');
    watching.unsubscribe();
  });

  it('ends when read() gives null', async () => {
    const left = [plain(1, 2, 3)];
    const captures = await start({
      customStream: { read: () => left.pop() ?? null, stop: () => undefined },
      enableInfiniteFrames: false,
    });
    const watching = captures.frames$('default').subscribe();
    expect(await whenState(captures, 'ended')).toBe('ended');
    watching.unsubscribe();
  });

  it('comes back by itself after it failed', async () => {
    let runs = 0;
    const captures = await start({
      customStream: () => {
        runs++;
        let reads = 0;
        const read = (): Picture => {
          if (runs === 1 && ++reads > 2) throw new Error('The lens fell off');
          return plain(runs, 0, 0);
        };
        return { read, stop: () => undefined };
      },
      enableInfiniteFrames: false,
    });
    const seen$ = captures.frames$('default').pipe(
      map((frame) => nativeFrameOf(frame).toBuffer()[0] ?? 0),
      take(4),
      toArray(),
    );
    expect(await firstValueFrom(seen$)).toEqual([1, 1, 2, 2]);
  }, 15_000);

  it('fails, with the shape in words, for a picture that is none', async () => {
    const customStream = {
      read: () => ({ data: Buffer.alloc(480 * 640 * 5), width: 640, height: 480 }),
      stop: () => 0,
    };
    const captures = await start({ customStream });
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const watching = captures.frames$('default').subscribe();
    await whenState(captures, 'reconnecting');
    watching.unsubscribe();
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('(480, 640, 5)'));
    logged.mockRestore();
  });

  it('shows a picture again while it is silent, for those who come later', async () => {
    const captures = await start({ customStream: concat(of(plain(1, 2, 3)), NEVER) });
    const times$ = captures.frames$('default').pipe(
      map((frame) => frame.captureTimeUs),
      take(3),
      toArray(),
    );
    const times = await firstValueFrom(times$);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
