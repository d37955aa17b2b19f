import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cleanup, type IceServer } from 'node-datachannel';
import type { WebGearRtcOptions } from 'nestjs-webgear-rtc';
import { HostApp } from '../e2e/support/host-app.js';
import { decodePictures } from '../support/decode-pictures.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { postOffer } from '../support/post-offer.js';
import { TurnServer } from '../support/turn-server.js';

// Ends the threads of the library, which would keep the process up.
afterAll(() => cleanup());

/** Watches until a decoder has taken some pictures, and says how the server sent them. */
async function watch(host: HostApp, viewer: LibDataChannelViewer): Promise<string | undefined> {
  await viewer.connect((sdp) => postOffer(host.url, sdp));
  const pictures = await viewer.waitForPictures(15);
  expect(decodePictures('vp8', pictures).pictures).toBe(pictures.length);
  return host.service.peers.find(({ state }) => state === 'connected')?.transport?.send;
}

describe('a viewer and a relay', () => {
  let turn: TurnServer;

  beforeAll(async () => {
    turn = await TurnServer.start();
  }, 30_000);

  afterAll(async () => {
    await turn?.[Symbol.asyncDispose]();
  });

  const servers = (transport: 'udp' | 'tcp') => {
    const { username, credential } = turn;
    return [{ urls: turn.url(transport), username, credential }];
  };
  const viewersOwn = (): IceServer[] => [
    {
      hostname: '127.0.0.1',
      port: turn.port,
      username: turn.username,
      password: turn.credential,
      relayType: 'TurnUdp',
    },
  ];

  test.each([
    ['its own alone', {}, 'udp-gso', true],
    ['the server’s alone', { iceTransportPolicy: 'relay' }, 'turn', false],
    ['both', { iceTransportPolicy: 'relay' }, 'turn', true],
    ['the server’s alone, from a thread', { iceTransportPolicy: 'relay', threads: 1 }, 'turn', false],
  ] as const)(
    'that comes through %s gets pictures that a decoder takes',
    async (_whose, options, sending, own) => {
      const more: Partial<WebGearRtcOptions> = options;
      await using host = await HostApp.start({ source: 'test:', iceServers: servers('udp'), ...more });
      using viewer = new LibDataChannelViewer(
        'vp8',
        own ? { iceServers: viewersOwn(), iceTransportPolicy: 'relay' } : { iceServers: [] },
      );
      expect(await watch(host, viewer)).toBe(sending);
    },
    60_000,
  );
});
