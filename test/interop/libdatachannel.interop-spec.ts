import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { HostApp } from '../e2e/support/host-app.js';
import { decodeFrames } from '../support/decode-frames.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { postOffer } from '../support/post-offer.js';

// Ends the threads of the library, which would keep the process up.
afterAll(() => cleanup());

describe.each([
  ['the main thread', false],
  ['a thread of its own', 1],
])('a viewer made with libdatachannel, served in %s,', (_where, threads) => {
  let host: HostApp;

  beforeAll(async () => {
    // A change of rungs on a busy machine leaves a sequence number out, where this viewer stops to count.
    host = await HostApp.start({ source: 'test:bars2', threads, renditions: 'single' });
  }, 30_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
  });

  test.each(['h264', 'vp8'] as const)(
    'that offers %s gets frames that a decoder takes',
    async (codec) => {
      using viewer = new LibDataChannelViewer(codec);
      await viewer.connect((sdp) => postOffer(host.url, sdp));
      const frames = await viewer.waitForFrames(30);
      expect(frames[0]?.keyFrame).toBe(true);
      const decoded = decodeFrames(codec, frames);
      expect(decoded.frames).toBe(frames.length);
      // Not one flat colour: the frame itself came through.
      expect(decoded.shades).toBeGreaterThan(20);
      expect(viewer.state).toBe('connected');
    },
    60_000,
  );
});
