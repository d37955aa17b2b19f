import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { encodeFrames } from '../support/encoded-frames.js';
import { NativePublisher } from '../support/native-publisher.js';
import { UdpRelay } from '../support/udp-relay.js';
import { clientHelloWithoutCipher, forgedChecks } from './support/forgeries.js';
import { Stranger } from './support/stranger.js';

const isDtls = ([first = 0]: Buffer): boolean => first >= 20 && first <= 63;
const isMedia = ([first = 0]: Buffer): boolean => first >= 128 && first <= 191;

describe('while a publisher publishes', () => {
  const sent: Buffer[] = [];
  let host: HostApp;
  let relay: UdpRelay;
  let publisher: NativePublisher;
  let [port, usernameFragment] = [0, ''];

  const framesCaptured = (): number => host.service.stats()?.framesCaptured ?? 0;

  async function expectFrames(count: number): Promise<void> {
    // The slate before it is made of frames as well.
    await eventually(
      () => host.service.stats()?.state,
      (state) => state === 'live',
      20_000,
    );
    const before = framesCaptured();
    await eventually(framesCaptured, (captured) => captured >= before + count, 20_000);
    expect(host.service.stats()?.state).toBe('live');
  }

  beforeEach(async () => {
    sent.length = 0;
    const frames = await encodeFrames('h264', { width: 320, height: 240, framerate: 25, count: 25 });
    host = await HostApp.start({ source: 'whip:', keepWarm: true });
    relay = await UdpRelay.open(3);
    relay.onPass = (direction, datagram) => {
      if (direction === 'up') sent.push(Buffer.from(datagram));
      return datagram;
    };
    publisher = new NativePublisher({
      frames,
      framerate: 25,
      rewrite: (sdp) => {
        port = Number(/^a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host/m.exec(sdp)?.[1]);
        usernameFragment = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '';
        return relay.rewrite(sdp);
      },
    });
    await publisher.publish(`${host.url}whip`);
    await expectFrames(5);
  }, 60_000);

  afterEach(async () => {
    await publisher?.[Symbol.asyncDispose]();
    await relay?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });

  test('forged checks and handshakes get no byte, and end nothing', async () => {
    using stranger = await Stranger.open(port);
    const itsOwn = sent.filter(isDtls).slice(0, 1);
    expect(itsOwn).toHaveLength(1);
    stranger.send(...forgedChecks(usernameFragment));
    for (const hello of [clientHelloWithoutCipher(), ...itsOwn]) {
      stranger.send(hello);
      relay.forge(hello);
    }
    await expectFrames(20);
    expect(stranger.receivedBytes).toBe(0);
  }, 60_000);

  test('its packets, sent again from elsewhere and in its name, and noise become no frames', async () => {
    using stranger = await Stranger.open(port);
    const media = sent.filter(isMedia);
    expect(media.length).toBeGreaterThan(5);
    const shown = framesCaptured();
    const startMs = performance.now();
    for (let round = 0; round < 20; round++) {
      for (const datagram of media) {
        stranger.send(datagram);
        relay.forge(datagram);
        const noise = Buffer.concat([datagram.subarray(0, 12), randomBytes(200)]);
        stranger.send(noise);
        relay.forge(noise);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await expectFrames(10);
    // No more than it sends itself in that time, with a little for what was on its way.
    const most = ((performance.now() - startMs) / 1000) * 25 + 15;
    expect(framesCaptured() - shown).toBeLessThan(most);
    expect(stranger.receivedBytes).toBe(0);
  }, 60_000);
});

test('tokens are not to be guessed', async () => {
  await using host = await HostApp.start({ source: 'whip:', publishToken: 'a secret' });
  const statuses: number[] = [];
  for (let guess = 0; guess < 15; guess++) {
    const { status } = await fetch(`${host.url}whip`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${guess}` },
      body: 'v=0',
    });
    statuses.push(status);
  }
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
}, 60_000);
