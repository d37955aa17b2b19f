import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from '../../libs/webgear-rtc/src/errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../../libs/webgear-rtc/src/media/capture-clock.js';
import { createVideoSource } from '../../libs/webgear-rtc/src/sources/create-video-source.js';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { NativeViewer } from '../support/native-viewer.js';
import { postOffer } from '../support/post-offer.js';
import { RtspServer } from '../support/rtsp-server.js';

describe('an RTSP camera', () => {
  let camera: RtspServer;

  beforeEach(async () => {
    camera = await RtspServer.start();
  }, 30_000);

  afterEach(async () => {
    await camera[Symbol.asyncDispose]();
  });

  test('that is unplugged and comes back keeps its viewers, who see "No Input" meanwhile', async () => {
    await using host = await HostApp.start({ source: camera.url(), frameSizeReduction: 0 });
    await using viewer = new NativeViewer(['h264']);
    await viewer.connect((sdp) => postOffer(host.url, sdp));
    await viewer.waitForFrames(10);
    const [before] = host.service.peers;
    await camera.unplug();
    await untilState(host, 'reconnecting');
    const seen = viewer.packets.length;
    await eventually(
      () => viewer.packets.length,
      (count) => count > seen + 5,
      5000,
    );
    await camera.plugIn();
    await untilState(host, 'live');
    const captured = host.service.stats().framesCaptured;
    await eventually(
      () => host.service.stats().framesCaptured,
      (count) => count > captured + 10,
      10_000,
    );
    const again = viewer.packets.length;
    await eventually(
      () => viewer.packets.length,
      (count) => count > again + 10,
      5000,
    );
    expect(viewer.state).toBe('connected');
    expect(host.service.peers.map(({ peerId }) => peerId)).toEqual([before?.peerId]);
  }, 60_000);

  test('that freezes is opened again, and nobody waits for it when the application closes', async () => {
    const host = await HostApp.start({ source: camera.url(), passthrough: 'never', stallTimeoutMs: 1000 });
    try {
      const watching = host.service.frames$().subscribe();
      await untilState(host, 'live');
      camera.freeze();
      await untilState(host, 'reconnecting');
      watching.unsubscribe();
    } finally {
      const closingAtMs = performance.now();
      await host[Symbol.asyncDispose]();
      expect(performance.now() - closingAtMs).toBeLessThan(2000);
    }
  }, 60_000);
});

test('an RTSP camera that sends over UDP only is read as well', async () => {
  await using camera = await RtspServer.start('', 'udp');
  const source = createVideoSource({ source: camera.url(), clock: new SystemCaptureClock() });
  try {
    expect(await source.open(new AbortController().signal)).toMatchObject({ width: 320, height: 240 });
    let frames = 0;
    for await (const frame of source.frames()) {
      frame.close();
      if (++frames === 25) break;
    }
    expect(frames).toBe(25);
  } finally {
    await source.close();
  }
}, 60_000);

describe('an RTSP camera that asks for a password', () => {
  let camera: RtspServer;

  beforeEach(async () => {
    camera = await RtspServer.start('open-sesame');
  }, 30_000);

  afterEach(async () => {
    await camera[Symbol.asyncDispose]();
  });

  async function openWith(userInfo: string | undefined): Promise<unknown> {
    const source = createVideoSource({ source: camera.url(userInfo), clock: new SystemCaptureClock() });
    try {
      return await source.open(new AbortController().signal).catch((error: unknown) => error);
    } finally {
      await source.close();
    }
  }

  test('lets in who has it', async () => {
    expect(await openWith('viewer:open-sesame')).toMatchObject({ width: 320, height: 240, live: true });
  }, 30_000);

  test.each([undefined, 'viewer:wrong-word'])(
    'refuses %s with an error that says what to do and not what was tried',
    async (userInfo) => {
      const error = await openWith(userInfo);
      expect(error).toBeInstanceOf(WebGearRtcError);
      expect(error).toMatchObject({ code: 'WGR_SOURCE_HTTP_ERROR' });
      expect(String(error)).toMatch(/user name and password/);
      expect(String(error)).not.toContain('wrong-word');
    },
    30_000,
  );
});

function untilState(host: HostApp, wanted: string): Promise<unknown> {
  return eventually(
    () => host.service.stats().state,
    (state) => state === wanted,
    20_000,
  );
}
