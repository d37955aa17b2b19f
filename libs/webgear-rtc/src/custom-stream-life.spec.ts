import { Logger } from '@nestjs/common';
import { describe, expect, it, jest } from '@jest/globals';
import { concat, firstValueFrom, map, NEVER, of, Subject, take, toArray } from 'rxjs';
import { CaptureHost, planarImage } from '../../../test/support/capture-host.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { nativeFrameOf } from './ffmpeg/native-video-frame.js';
import type { FrameInput } from './media/frame-input.js';
import { SystemCaptureClock } from './media/capture-clock.js';
import type { FrameSource } from './options/custom-stream.js';
import { PushSource } from './sources/custom/push-source.js';

class Recorder implements FrameSource {
  readonly calls: string[] = [];

  read(): FrameInput {
    this.calls.push('read');
    return planarImage(1, 2, 3);
  }

  stop(): void {
    this.calls.push('stop');
  }
}

class Startable extends Recorder {
  start(): void {
    this.calls.push('start');
  }

  override read(): FrameInput {
    return planarImage(1, 2, 3);
  }
}

describe('the life of a custom stream', () => {
  it('is started for the first viewer and stopped after the last, each time', async () => {
    const source = new Startable();
    const { calls } = source;
    await using host = await CaptureHost.start({ customStream: source });
    expect(calls).toEqual([]);
    for (const expected of [1, 2]) {
      await host.firstPixel();
      await host.whenState('idle');
      expect(calls).toEqual(Array.from({ length: expected }, () => ['start', 'stop']).flat());
    }
  });

  it('without start() is left alone while nobody watches and stopped with the application', async () => {
    const source = new Recorder();
    await using host = await CaptureHost.start({ customStream: source });
    await host.firstPixel();
    await host.whenState('idle');
    await host.firstPixel();
    expect(source.calls).not.toContain('stop');
    await host.app.close();
    expect(source.calls.filter((call) => call === 'stop')).toEqual(['stop']);
  });

  it('is open without viewers when it is to be kept warm', async () => {
    const source = new Startable();
    const { calls } = source;
    await using host = await CaptureHost.start({ customStream: source, keepWarm: true });
    await host.whenState('live');
    await host.app.close();
    expect(calls).toEqual(['start', 'stop']);
  });

  it('is closed with the application although it never answers', async () => {
    const never = () => new Promise<never>(() => undefined);
    const asked = new Subject<void>();
    const read = () => {
      asked.next();
      return never();
    };
    await using host = await CaptureHost.start({ customStream: { read, stop: never } });
    const whenAsked = firstValueFrom(asked);
    const watching = host.captures.frames$('default').subscribe();
    await whenAsked;
    await host.app.close();
    expect(await host.whenState('idle')).toBe('idle');
    watching.unsubscribe();
  });

  it('ends when read() gives null', async () => {
    const left = [planarImage(1, 2, 3)];
    await using host = await CaptureHost.start({
      customStream: { read: () => left.pop() ?? null, stop: () => undefined },
      enableInfiniteFrames: false,
    });
    const watching = host.captures.frames$('default').subscribe();
    expect(await host.whenState('ended')).toBe('ended');
    watching.unsubscribe();
  });

  it('comes back by itself after it failed', async () => {
    let runs = 0;
    await using host = await CaptureHost.start({
      customStream: () => {
        runs++;
        let reads = 0;
        const read = (): FrameInput => {
          if (runs === 1 && ++reads > 2) throw new Error('The lens fell off');
          return planarImage(runs, 0, 0);
        };
        return { read, stop: () => undefined };
      },
      enableInfiniteFrames: false,
    });
    const seen$ = host.captures.frames$('default').pipe(
      map((frame) => nativeFrameOf(frame).toBuffer()[0] ?? 0),
      take(4),
      toArray(),
    );
    expect(await firstValueFrom(seen$)).toEqual([1, 1, 2, 2]);
  }, 15_000);

  it('fails, with the shape in words, for a value that is no frame', async () => {
    const customStream = {
      read: () => ({ data: Buffer.alloc(480 * 640 * 5), width: 640, height: 480 }),
      stop: () => 0,
    };
    await using host = await CaptureHost.start({ customStream });
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const watching = host.captures.frames$('default').subscribe();
    await host.whenState('reconnecting');
    watching.unsubscribe();
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ msg: expect.stringContaining('(480, 640, 5)') }),
    );
    logged.mockRestore();
  });

  it('that stops and comes back with many frames at once shows the newest of them, and no delay', async () => {
    const source = new PushSource();
    await using host = await CaptureHost.start({ customStream: source, frameSizeReduction: 0 });
    const shown: { gray: number; captureTimeUs: number; atUs: number }[] = [];
    const clock = new SystemCaptureClock();
    const stream = host.app.get(VideoStreamRegistry).getLocal('default');
    const watching = stream.frames$.subscribe((frame) => {
      const gray = nativeFrameOf(frame).data?.[0]?.[0] ?? 0;
      shown.push({ gray, captureTimeUs: frame.captureTimeUs, atUs: clock.nowUs() });
    });
    const push = (gray: number) => source.push({ data: Buffer.alloc(64 * 48, gray), width: 64, height: 48 });
    const untilShown = async (count: number) => {
      const giveUpAtUs = clock.nowUs() + 15_000_000;
      while (shown.length < count && clock.nowUs() < giveUpAtUs) await clock.sleep(5);
    };
    for (let giveUp = 2000; !source.watched && giveUp > 0; giveUp--) await clock.sleep(5);
    push(10);
    await untilShown(1);
    const before = shown.length;
    for (let gray = 100; gray < 200; gray++) push(gray);
    push(250);
    // The ones of the burst, if they queued up, would come before those it repeats while it is silent.
    await untilShown(before + 4);
    watching.unsubscribe();
    const brightest = Math.max(...shown.map(({ gray }) => gray));
    const newest = shown.findIndex(({ gray }) => gray === brightest);
    expect(brightest).toBeGreaterThan(200);
    expect(newest - before).toBeLessThanOrEqual(2);
    for (const { captureTimeUs, atUs } of shown) expect(atUs - captureTimeUs).toBeLessThan(1_000_000);
  }, 40_000);

  it('repeats a frame while it is silent, for viewers that join later', async () => {
    await using host = await CaptureHost.start({ customStream: concat(of(planarImage(1, 2, 3)), NEVER) });
    const times$ = host.captures.frames$('default').pipe(
      map((frame) => frame.captureTimeUs),
      take(3),
      toArray(),
    );
    const times = await firstValueFrom(times$);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
