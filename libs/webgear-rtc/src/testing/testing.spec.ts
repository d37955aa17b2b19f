import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { WebGearRtcModule, WebGearRtcService } from '../index.js';
import { replaceSources, TestFrameSource, TestViewer, VirtualCaptureClock } from './index.js';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

let folder: TemporaryFolder;
let app: INestApplication;
let frames: TestFrameSource;

beforeEach(async () => {
  folder = await temporaryFolder();
  frames = new TestFrameSource();
});

afterEach(async () => {
  await app.close();
  await folder[Symbol.asyncDispose]();
});

async function start(
  options: object,
  sources: string,
  clock?: VirtualCaptureClock,
): Promise<WebGearRtcService> {
  const imports = [
    WebGearRtcModule.forRoot({ customDataLocation: folder.file('.'), idleStopMs: 0, ...options } as never),
  ];
  const builder = replaceSources(Test.createTestingModule({ imports }), { [sources]: frames }, clock);
  app = (await builder.compile()).createNestApplication({ logger: false });
  await app.init();
  return app.get(WebGearRtcService);
}

describe('the source of a stream', () => {
  test.each([
    ['is a camera that is not there', { source: 'rtsp://camera.invalid/stream' }],
    ['is a source of the application', { customStream: [] }],
  ])('is that of the test where it %s', async (_name, options) => {
    using viewer = TestViewer.watch(await start(options, 'default'));
    const [first, second] = await viewer.waitForFrames(3, () => frames.pushColor(200, 30, 30));
    expect(first).toMatchObject({ codec: 'h264', keyFrame: true });
    expect(second?.captureTimeUs).toBeGreaterThan(first?.captureTimeUs ?? Number.NaN);
    expect(viewer.state).toBe('live');
    frames.end();
    await viewer.waitForState('ended');
  });

  test('keeps its name', async () => {
    const service = await start(
      { streams: { yard: { source: 'a.mp4' }, door: { source: 'test:' } } },
      'yard',
    );
    using viewer = TestViewer.watch(service, { streamName: 'yard', codec: 'vp8' });
    await viewer.waitForFrames(1, () => frames.pushColor(0, 0, 0));
    expect(viewer.frames[0]?.codec).toBe('vp8');
    expect(service.state$('door')).toBeDefined();
  });

  test('stops when its viewer leaves', async () => {
    const viewer = TestViewer.watch(await start({ source: 'a.mp4' }, 'default'));
    await viewer.waitForFrames(1, () => frames.pushColor(0, 0, 0));
    viewer.close();
    await until('the source to stop', () => !frames.watched);
    expect(frames.pushColor(0, 0, 0)).toBe(false);
  });
});

test('time is that of the test: a source that fails is opened again when the clock says so', async () => {
  const clock = new VirtualCaptureClock();
  using viewer = TestViewer.watch(await start({ source: 'a.mp4' }, 'default', clock));
  const show = (): Promise<void> => {
    frames.pushColor(0, 0, 0);
    return clock.advance(40);
  };
  await viewer.waitForFrames(2, show);
  frames.fail(new Error('unplugged'));
  await viewer.waitForState('reconnecting');
  expect(frames.watched).toBe(false);
  await viewer.waitForState('live', show);
  // Half a second, less the jitter that keeps many streams from coming back at once.
  expect(clock.nowUs()).toBeGreaterThan(300_000);
});
