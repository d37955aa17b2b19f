import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { QualityLadder } from '../broadcast/ladder/quality-ladder.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';
import { FrameLedger } from '../testing/frame-ledger.js';
import { encodeControllingCheck } from '../transport/ice/controlling/controlling-check.js';
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

/** The beginning of a viewer's session: a check that chooses its address, and the first record of its handshake. */
async function beginSession(answer: string): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const read = (pattern: RegExp, text: string): string => pattern.exec(text)?.[1] ?? '';
  const port = Number(read(/a=candidate:\S+ 1 udp \d+ \S+ (\d+)/i, answer));
  const credentials = {
    localUsernameFragment: read(/a=ice-ufrag:(\S+)/, sdp),
    remoteUsernameFragment: read(/a=ice-ufrag:(\S+)/, answer),
    remotePassword: read(/a=ice-pwd:(\S+)/, answer),
  };
  const send = (datagram: Buffer): void => socket.send(datagram, port, '127.0.0.1');
  const check = async (): Promise<void> => {
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(5000) });
    send(
      encodeControllingCheck(credentials, {
        transactionId: randomBytes(12),
        tieBreaker: 1n,
        nominates: true,
      }),
    );
    await answered;
  };
  try {
    await check();
    send(Buffer.from('16feff0000000000000000000401000000', 'hex'));
    // Whatever comes now, the record has been read.
    await check();
  } finally {
    socket.close();
  }
}

test('a viewer that wants a small rung is sent one as soon as the ladder is known, before anything is encoded for it', async () => {
  const ladder = new QualityLadder({ renditions: 'auto', bitrateBps: undefined });
  const yard = new FakeVideoStream('yard', 0, { ladder });
  yard.capture.info = { width: 1280, height: 720, framerate: 30, live: true };
  const registry = new PeerRegistry();
  const server = await PeerServer.open(options, new SystemCaptureClock(), registry);
  const frames = new FrameLedger({ width: 1280, height: 720 });
  const rungs = (): readonly string[] => yard.stream.stats().renditions.map(({ rung }) => rung);
  try {
    const admission = {
      peerId: 'id',
      sessionToken: 'secret',
      admit: () => undefined,
      onClosed: () => undefined,
    };
    const answer = await server.accept(yard.stream, { sdp }, admission);
    await beginSession(answer.sdp);
    registry.get('secret')?.prefer({ maxHeight: 180 });
    expect(rungs()).toEqual(['full']);
    await yard.deliver(frames);
    expect(rungs()).toEqual(['quarter']);
  } finally {
    await server.close();
    await yard.stream.close();
  }
});
