import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService, type StreamHandle } from 'nestjs-webgear-rtc';
import { NativeViewer } from '../support/native-viewer.js';
import { temporaryFolder } from '../support/unit-host.js';

const timeoutMs = 60_000;

describe.each([0, 1])('streams at run time with %i threads', (threads) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let app: INestApplication;
  let service: WebGearRtcService;
  let url: string;

  beforeEach(async () => {
    folder = temporaryFolder();
    const module = WebGearRtcModule.forRoot({
      streams: {},
      threads,
      path: 'c',
      udpAddress: '127.0.0.1',
      announcedAddresses: ['127.0.0.1'],
      customDataLocation: folder.path,
    });
    app = await NestFactory.create(module, { logger: false, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    service = app.get(WebGearRtcService);
  });

  afterEach(async () => {
    await app.close();
    folder[Symbol.dispose]();
  });

  async function watch(name: string): Promise<NativeViewer> {
    const viewer = new NativeViewer(['h264']);
    await viewer.connect(async (sdp) => {
      const response = await fetch(`${url}/c/${name}/offer`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'offer', sdp }),
      });
      return ((await response.json()) as { sdp: string }).sdp;
    });
    return viewer;
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let waited = 0; !condition() && waited < 20_000; waited += 50) await sleep(50);
    expect(condition()).toBe(true);
  }

  const encodedWidth = (stream: StreamHandle): number | undefined =>
    stream.stats().renditions.find(({ track, width }) => track === 'video' && width > 0)?.width;

  it(
    'keep their viewers through every kind of update, and let them go when they are removed',
    async () => {
      const stream = await service.addStream('front', {
        source: 'test:bars2?size=640x360',
        frameSizeReduction: 0,
      });
      await using viewer = await watch('front');
      await viewer.waitForFrames(5);
      const [peer] = stream.viewers();
      const framesSent = (): number => stream.viewers()[0]?.framesSent ?? 0;
      const goesOn = async (): Promise<void> => {
        const before = viewer.frames().length;
        await until(() => viewer.frames().length > before + 5);
      };

      await service.updateStream('front', { overlay: 'Front', bitrateBps: 600_000 });
      await goesOn();
      await service.updateStream('front', {
        frameSizeReduction: 50,
        renditions: 'single',
        keyFrameIntervalMs: 1000,
      });
      await until(() => encodedWidth(stream) === 320);
      await goesOn();
      await service.updateStream('front', { source: 'test:bars2?size=960x540' });
      await until(() => encodedWidth(stream) === 480);
      await goesOn();
      await service.updateStream('front', { renditions: 'auto', frameSizeReduction: undefined });
      await until(() => encodedWidth(stream) === 960);
      await goesOn();
      expect(stream.viewers().map(({ peerId }) => peerId)).toEqual([peer?.peerId]);
      expect(framesSent()).toBeGreaterThan(0);

      await service.removeStream('front');
      expect(service.peers).toEqual([]);
      expect(stream.isRemoved).toBe(true);
      const again = await service.addStream('front', { source: 'test:bars2?size=320x240' });
      await using next = await watch('front');
      await next.waitForFrames(3);
      expect(again.viewers()).toHaveLength(1);
      await service.removeStream('front');
    },
    timeoutMs,
  );

  it(
    'leave nothing when they are removed',
    async () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const handles: WeakRef<object>[] = [];
      for (let round = 0; round < 8; round++) {
        const name = `camera-${round}`;
        const stream = await service.addStream(name, { source: 'test:bars2?size=320x240' });
        // The engine, which has all that the stream is made of.
        handles.push(new WeakRef((stream as unknown as { readonly engine: object }).engine));
        await stream.snapshot({ width: 160 });
        if (round % 2 === 1) {
          await using viewer = await watch(name);
          await viewer.waitForFrames(3);
          await service.updateStream(name, { keyFrameIntervalMs: 2000 });
        }
        await service.removeStream(name);
      }
      const left = (): number => handles.filter((handle) => handle.deref() !== undefined).length;
      for (let attempt = 0; attempt < 40 && left() > 1; attempt++) {
        await sleep(250);
        collect();
      }
      // The last one may still be on the stack of this function.
      expect(left()).toBeLessThanOrEqual(1);
    },
    timeoutMs,
  );
});
