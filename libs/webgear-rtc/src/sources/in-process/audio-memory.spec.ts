import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { loadNodeAv } from '../../ffmpeg/load-node-av.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource } from '../video-source.interface.js';

const clock = new SystemCaptureClock();
const never = new AbortController().signal;

/** Packets that FFmpeg has read while it probed the input arrive whether they are wanted or not. */
const PROBED_PACKETS = 30;

type Methods = Record<string, (...args: unknown[]) => unknown>;

describe('the native side of sound', () => {
  let folder: TemporaryFolder;
  let source: VideoSource;
  /** How often each native object was freed. */
  let freed: Map<object, number>;
  /** Streams of the packets that have reached JavaScript. */
  let delivered: number[];

  function watchOwners(type: { readonly prototype: object }, allocators: string[], free: string): void {
    const methods = type.prototype as Methods;
    for (const allocator of allocators) {
      const original = methods[allocator];
      jest.spyOn(methods, allocator).mockImplementation(function (this: object, ...args) {
        const result = original?.apply(this, args);
        freed.set(allocator === 'clone' ? (result as object) : this, 0);
        return result;
      });
    }
    const original = methods[free];
    jest.spyOn(methods, free).mockImplementation(function (this: object, ...args) {
      freed.set(this, (freed.get(this) ?? 0) + 1);
      return original?.apply(this, args);
    });
  }

  beforeAll(async () => {
    folder = await temporaryFolder();
    const film = '-f lavfi -i testsrc2=s=64x48:r=25:d=4 -f lavfi -i sine=r=48000:d=4 -ac 2 -c:v libx264';
    for (const [codec, name] of [
      ['aac', 'aac.mp4'],
      ['libopus', 'opus.mkv'],
    ] as const)
      execFileSync('ffmpeg', ['-loglevel', 'error', ...film.split(' '), '-c:a', codec, folder.file(name)]);
  }, 60_000);

  beforeEach(async () => {
    const av = await loadNodeAv();
    [freed, delivered] = [new Map(), []];
    watchOwners(av.Packet, ['alloc', 'clone'], 'free');
    watchOwners(av.Frame, ['alloc', 'clone'], 'free');
    watchOwners(av.CodecContext, ['allocContext3'], 'freeContext');
    watchOwners(av.SoftwareResampleContext, ['allocSetOpts2'], 'free');
    const reading = av.FormatContext.prototype.readFrame;
    jest.spyOn(av.FormatContext.prototype, 'readFrame').mockImplementation(async function (
      this: InstanceType<typeof av.FormatContext>,
      packet,
    ) {
      const result = await reading.call(this, packet);
      if (result >= 0) delivered.push(packet.streamIndex);
      return result;
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(async () => folder[Symbol.asyncDispose]());

  async function open(name: string): Promise<void> {
    source = createVideoSource({ source: folder.file(name), clock });
    await source.open(never);
  }

  async function watch(frames = Number.POSITIVE_INFINITY): Promise<number> {
    let shown = 0;
    for await (const frame of source.frames()) {
      frame.close();
      if (++shown === frames) break;
    }
    return shown;
  }

  async function listen(signal: AbortSignal, frames = Number.POSITIVE_INFINITY): Promise<number> {
    let heard = 0;
    for await (const frame of source.audioFrames?.(signal) ?? []) {
      expect(frame).toBeDefined();
      if (++heard === frames) break;
    }
    return heard;
  }

  it.each(['aac.mp4', 'opus.mkv'])(
    'without a listener no packet of it reaches JavaScript: %s',
    async (name) => {
      await open(name);
      await watch();
      await source.close();
      expect(delivered.filter((index) => index === 0)).toHaveLength(100);
      expect(delivered.slice(PROBED_PACKETS).filter((index) => index === 1)).toEqual([]);
    },
  );

  it('after the last listener has left, no packet of it reaches JavaScript', async () => {
    await open('aac.mp4');
    const leaving = new AbortController();
    const listening = listen(leaving.signal, 20);
    await watch(10);
    expect(await listening).toBe(20);
    await source.close();
    await open('aac.mp4');
    delivered = [];
    const again = listen(leaving.signal, 20);
    await again;
    const heard = delivered.length;
    await watch();
    await source.close();
    expect(delivered.slice(heard).filter((index) => index === 1)).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['at the end', () => Promise.all([watch(), listen(never)])],
    ['when only sound is read', () => listen(never, 150)],
    ['when the listener leaves', () => listen(AbortSignal.timeout(5))],
    [
      'when the listener leaves and comes back',
      async () => {
        await listen(never, 10);
        return Promise.all([watch(), listen(never)]);
      },
    ],
    [
      'when it is closed during a read',
      async () => {
        const reads = [watch(), listen(never)];
        await new Promise((resolve) => setTimeout(resolve, 3));
        await source.close();
        return Promise.all(reads);
      },
    ],
    [
      'when another listens instead',
      async () => {
        const first = listen(never);
        await Promise.all([watch(), listen(never), first]);
      },
    ],
  ])('is freed once: %s', async (_when, use) => {
    for (const name of ['aac.mp4', 'opus.mkv']) {
      await open(name);
      await use();
      await source.close();
    }
    expect(freed.size).toBeGreaterThan(10);
    expect([...freed.values()].filter((times) => times !== 1)).toEqual([]);
  });
});
