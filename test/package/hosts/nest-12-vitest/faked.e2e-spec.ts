import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { WebGearRtcService } from 'nestjs-webgear-rtc';
import { replaceSources, TestFrameSource, TestViewer, VirtualCaptureClock } from 'nestjs-webgear-rtc/testing';
import { AppModule } from './app.module.js';

describe('the application, with frames of the test', () => {
  const frames = new TestFrameSource();
  const clock = new VirtualCaptureClock();
  let app: INestApplication;
  beforeAll(async () => {
    const builder = Test.createTestingModule({ imports: [AppModule] });
    const module = await replaceSources(builder, { default: frames }, clock).compile();
    app = module.createNestApplication();
    await app.init();
  });
  afterAll(() => app.close());

  it('encodes them, and opens the source again when it fails', async () => {
    const viewer = TestViewer.watch(app.get(WebGearRtcService));
    const show = async (): Promise<void> => {
      frames.pushColor(200, 30, 30);
      await clock.advance(40);
    };
    const [first] = await viewer.waitForFrames(2, show);
    expect([first?.codec, first?.keyFrame]).toEqual(['h264', true]);
    frames.fail(new Error('unplugged'));
    await viewer.waitForState('reconnecting');
    await viewer.waitForState('live', show);
    viewer.close();
  });
});
