import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, interval, map, take, toArray } from 'rxjs';
import { CaptureHost, planarImage } from '../../../../../test/support/capture-host.js';
import type { AudioFrame } from '../../media/audio-frame.js';
import type { AudioInput } from '../../media/audio-input.js';
import type { FrameInput } from '../../media/frame-input.js';
import { DEFAULT_STREAM_NAME } from '../../options/default-options.js';
import type { CustomStream, FrameSource } from '../../options/custom-stream.js';
import { PushSource } from './push-source.js';

function sound(value: number): AudioInput {
  return { samples: new Float32Array(1920).fill(value), sampleRateHz: 48_000, channels: 2 };
}

class Robot implements FrameSource {
  listeners = 0;

  read(): FrameInput {
    return planarImage(1, 2, 3);
  }

  async *audio(): AsyncGenerator<AudioInput> {
    this.listeners++;
    try {
      for (;;) yield sound(0.5);
    } finally {
      this.listeners--;
    }
  }
}

const repeated = (): FrameInput => planarImage(1, 2, 3);

describe('sound of a custom source', () => {
  const capture = (host: CaptureHost) => host.captures.get(DEFAULT_STREAM_NAME);
  const hear = (host: CaptureHost, count: number): Promise<AudioFrame[]> =>
    firstValueFrom(capture(host).audio$.pipe(take(count), toArray())).then(
      (frames) => frames as AudioFrame[],
    );

  it.each<[string, () => CustomStream]>([
    ['an object', () => new Robot()],
    ['a function', () => () => new Robot()],
    ['a class', () => Robot],
    [
      'an Observable',
      () =>
        Object.assign(interval(20).pipe(map(repeated)), {
          audio: () => interval(20).pipe(map(() => sound(0.5))),
        }),
    ],
    [
      'an iterable',
      () => ({
        *[Symbol.iterator]() {
          for (;;) yield repeated();
        },
        audio: () => new Robot().audio(),
      }),
    ],
  ])('is that of %s', async (_name, make) => {
    await using host = await CaptureHost.start({ customStream: make() });
    const frames = await hear(host, 10);
    expect(capture(host).info?.audio).toMatchObject({ channels: 2 });
    expect(frames.map(({ samples }) => samples[0])).toEqual(frames.map(() => 0.5));
    for (let index = 1; index < frames.length; index++) {
      const stepUs = (frames[index]?.captureTimeUs ?? 0) - (frames[index - 1]?.captureTimeUs ?? 0);
      expect(Math.abs(stepUs - 20_000)).toBeLessThan(1000);
    }
  });

  it('is made only while there are listeners', async () => {
    const robot = new Robot();
    await using host = await CaptureHost.start({ customStream: robot, keepWarm: true });
    await host.firstPixel();
    expect(robot.listeners).toBe(0);
    for (let round = 0; round < 2; round++) {
      await hear(host, 2);
      // Its generator ends with the sound that it is asked for.
      while (robot.listeners > 0) await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('is what is pushed', async () => {
    const source = new PushSource({ audio: true });
    await using host = await CaptureHost.start({ customStream: source });
    const pushing = setInterval(() => {
      source.push(repeated());
      source.pushAudio(sound(0.25));
    }, 20);
    try {
      expect(source.listened).toBe(false);
      expect((await hear(host, 5)).map(({ samples }) => samples[0])).toEqual([0.25, 0.25, 0.25, 0.25, 0.25]);
    } finally {
      clearInterval(pushing);
    }
  });

  it('is there for a PushSource once sound is pushed, and not before', async () => {
    const source = new PushSource();
    await using host = await CaptureHost.start({ customStream: source });
    const pushing = setInterval(() => source.push(repeated()), 20);
    try {
      await host.firstPixel();
      expect(capture(host).info).not.toHaveProperty('audio');
      await host.whenState('idle');
      expect(source.pushAudio(sound(0))).toBe(false);
      await host.firstPixel();
      expect(capture(host).info).toHaveProperty('audio');
    } finally {
      clearInterval(pushing);
    }
  });

  it('never harms the frames', async () => {
    const robot = Object.assign(new Robot(), {
      async *audio(): AsyncGenerator<AudioInput> {
        yield { samples: 'beep' } as unknown as AudioInput;
        yield sound(0.5);
        throw new Error('The microphone fell off');
      },
    });
    await using host = await CaptureHost.start({ customStream: robot });
    expect(await hear(host, 1)).toHaveLength(1);
    const listening = capture(host).audio$.subscribe();
    const live = capture(host).state$.pipe(filter((state) => state !== 'live' && state !== 'starting'));
    let changes = 0;
    const watching = live.subscribe(() => changes++);
    await firstValueFrom(host.captures.frames$(DEFAULT_STREAM_NAME).pipe(take(20), toArray()));
    expect(changes).toBeLessThan(2);
    watching.unsubscribe();
    listening.unsubscribe();
  });

  it('must be made by a function', async () => {
    const customStream = Object.assign(new Robot(), { audio: 7 }) as unknown as CustomStream;
    await expect(CaptureHost.start({ customStream })).rejects.toMatchObject({
      code: 'WGR_CUSTOM_STREAM_INVALID',
      message: expect.stringContaining('the audio of Robot is not a function'),
    });
  });
});
