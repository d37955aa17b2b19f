import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';
import { PeerRegistry } from './peer-registry.js';
import { PeerServer } from './peer-server.js';

const sdp = readFileSync(
  new URL('../../../../test/fixtures/offers/chromium-video.sdp', import.meta.url),
  'utf8',
);
const options = {
  udpPort: 0,
  udpAddress: '127.0.0.1',
  iceTcp: false,
  announcedAddresses: [],
  iceServers: [],
  iceTransportPolicy: 'all',
} as const;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an offer whose admission is decided elsewhere', () => {
  let garden: FakeVideoStream;
  let registry: PeerRegistry;
  let server: PeerServer;
  let decide: { readonly admit: () => void; readonly refuse: (error: Error) => void };

  beforeEach(async () => {
    garden = new FakeVideoStream('garden');
    garden.capture.info = { width: 640, height: 360, framerate: 30, live: true };
    registry = new PeerRegistry();
    server = await PeerServer.open(options, new SystemCaptureClock(), registry);
  });

  afterEach(async () => {
    await server.close();
    await garden.stream.close();
  });

  const accept = () =>
    server.accept(
      garden.stream,
      { sdp },
      {
        peerId: 'id',
        sessionToken: 'secret',
        admit: () => new Promise<void>((admit, refuse) => (decide = { admit, refuse })),
        onClosed: () => undefined,
      },
    );

  test('is registered, and starts the source, when it is admitted and not before', async () => {
    const answered = accept();
    await settle();
    expect([registry.size, garden.capture.starts]).toEqual([0, 0]);
    decide.admit();
    expect((await answered).type).toBe('answer');
    expect([registry.size, garden.capture.starts]).toEqual([1, 1]);
  });

  test('leaves nothing when it is refused', async () => {
    const answered = accept();
    await settle();
    decide.refuse(new WebGearRtcError('WGR_VIEWER_REPLACED', undefined));
    await expect(answered).rejects.toMatchObject({ code: 'WGR_VIEWER_REPLACED' });
    expect([registry.size, garden.capture.starts]).toEqual([0, 0]);
  });
});
