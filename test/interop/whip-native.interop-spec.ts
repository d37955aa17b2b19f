import { beforeAll, describe, expect, test } from '@jest/globals';
import type { EncodedFrame } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import { HostApp } from '../e2e/support/host-app.js';
import { encodeFrames } from '../support/encoded-frames.js';
import { NativePublisher } from '../support/native-publisher.js';
import { NativeViewer } from '../support/native-viewer.js';

async function offerTo(url: string, sdp: string): Promise<string> {
  const answer = await fetch(`${url}whep`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: sdp,
  });
  return answer.text();
}

describe('a publisher made of werift', () => {
  let frames: EncodedFrame[];

  beforeAll(async () => {
    frames = await encodeFrames('h264', { width: 640, height: 480, framerate: 25, count: 50 });
  });

  test('publishes H.264, which viewers get as it is', async () => {
    await using host = await HostApp.start({ source: 'whip:' });
    await using publisher = new NativePublisher({ frames, framerate: 25 });
    expect(await publisher.publish(`${host.url}whip`)).toBe(201);
    await using viewer = new NativeViewer(['h264']);
    await viewer.connect((sdp) => offerTo(host.url, sdp));
    const received = await viewer.waitForFrames(30);
    console.log(JSON.stringify(host.service.stats()), publisher.keyFrameRequests, received.length);
  }, 30_000);
});
