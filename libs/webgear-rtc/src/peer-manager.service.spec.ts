import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { resolveOptions } from './options/resolve-options.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { FakeVideoStream } from './testing/fake-video-stream.js';
import { PeerManagerService } from './peer-manager.service.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import { until } from './testing/until.js';

const sdp = readFileSync(
  new URL('../../../test/fixtures/offers/chromium-video.sdp', import.meta.url),
  'utf8',
);
const info = { width: 640, height: 360, framerate: 30, live: true };

describe.each([
  ['this thread', false],
  ['threads of their own', 2],
])('the manager of viewers, serving them in %s', (_where, threads) => {
  let garden: FakeVideoStream;
  let door: FakeVideoStream;
  let streams: VideoStreamRegistry;
  let manager: PeerManagerService;

  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
    garden = new FakeVideoStream('garden');
    door = new FakeVideoStream('door');
    for (const { capture } of [garden, door]) capture.info = info;
    streams = new VideoStreamRegistry([garden.stream, door.stream]);
    manager = createManager({});
  });

  afterEach(async () => {
    await manager.close();
    await streams.close();
  });

  function createManager(options: Partial<WebGearRtcOptions>): PeerManagerService {
    const resolved = resolveOptions({ source: 'test:', udpAddress: '127.0.0.1', threads, ...options });
    return new PeerManagerService(resolved, streams);
  }

  const connect = (streamName = 'garden', offer = sdp) => manager.connect(streamName, { sdp: offer });
  const outcome = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'answered',
      (error: { code?: string }) => error.code,
    );

  test('tells the end of each viewer once, and of offers that led to none, of streams that there are', async () => {
    const departed: unknown[] = [];
    const refused: string[] = [];
    manager.viewers.departures$.subscribe(({ peer, reason }) =>
      departed.push([peer.peerId, peer.state, reason]),
    );
    manager.viewers.refusals$.subscribe(({ streamName, mode }) => refused.push(`${mode} ${streamName}`));
    const { peerId, sessionToken } = await connect();
    manager.closePeer(sessionToken);
    manager.closePeer(sessionToken);
    expect(await outcome(connect('garden', 'v=1'))).toBe('WGR_SDP_INVALID');
    expect(await outcome(connect('attic'))).toBe('WGR_STREAM_UNKNOWN');
    expect(departed).toEqual([[peerId, 'closed', 'left']]);
    expect(refused).toEqual(['webrtc garden']);
  });

  test('answers an offer and starts what the viewer needs', async () => {
    const answer = await connect();
    expect(answer.type).toBe('answer');
    expect(answer.sdp).toContain('profile-level-id=42e01f');
    expect(manager.snapshot()).toMatchObject([
      { peerId: answer.peerId, streamName: 'garden', state: 'connecting', codec: 'h264' },
    ]);
    expect(garden.capture.starts).toBe(1);
    expect(door.capture.starts).toBe(0);
  });

  test('says whether a session is open', async () => {
    const { sessionToken } = await connect();
    expect([manager.has(sessionToken), manager.has('another')]).toEqual([true, false]);
    manager.closePeer(sessionToken);
    await until('the end of the session', () => !manager.has(sessionToken));
  });

  test('gives every viewer its own id, secret, ICE password and SSRC', async () => {
    const answers = await Promise.all([connect(), connect(), connect()]);
    const distinct = (values: unknown[]): number => new Set(values).size;
    expect(distinct(answers.map(({ peerId }) => peerId))).toBe(3);
    expect(distinct(answers.map(({ sessionToken }) => sessionToken))).toBe(3);
    expect(distinct(answers.map((answer) => /ice-pwd:(.+)/.exec(answer.sdp)?.[1]))).toBe(3);
    expect(distinct(answers.map((answer) => /ssrc:(\d+)/.exec(answer.sdp)?.[1]))).toBe(3);
  });

  test('agrees to say when frames were captured, where the offer has the extension', async () => {
    const extension = 'a=extmap:12 http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';
    expect((await connect()).sdp).not.toContain('abs-capture-time');
    const answer = await connect('garden', sdp.replace('a=extmap:9 ', `${extension}\r\na=extmap:9 `));
    expect(answer.sdp).toContain(`${extension}\r\n`);
  });

  test('serves the viewers of all streams through one port', async () => {
    const answers = await Promise.all([connect('garden'), connect('door')]);
    const ports = answers.map((answer) => /m=video (\d+)/.exec(answer.sdp)?.[1]);
    expect(ports[0]).toBe(ports[1]);
  });

  test('answers offers beyond its places, which are taken by those who connect first', async () => {
    manager = createManager({ maxPeers: 3 });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => outcome(connect())));
    expect(outcomes).toEqual(Array(10).fill('answered'));
  });

  test('keeps no viewer out for offers that never connect, and says who is known', async () => {
    manager = createManager({ maxPeers: 5 });
    const dead = () => manager.connect('garden', { sdp, remoteAddress: '192.0.2.1' });
    for (let count = 0; count < 8; count++) await dead();
    const honest = await manager.connect('garden', { sdp, remoteAddress: '192.0.2.2' });
    const permission = { viewer: { id: 'ann', data: { since: () => 2020 } } };
    const known = await manager.connect('garden', { sdp, remoteAddress: '192.0.2.1', permission });
    for (let count = 0; count < 8; count++) await dead();
    const peers = manager.snapshot();
    expect(peers).toHaveLength(18);
    expect(peers.map(({ peerId }) => peerId)).toEqual(expect.arrayContaining([honest.peerId, known.peerId]));
    expect(peers.find(({ peerId }) => peerId === known.peerId)?.viewer).toBe(permission.viewer);
  });

  test('gives the place of one who left to the next', async () => {
    manager = createManager({ maxPeers: 1 });
    const { sessionToken } = await connect();
    manager.closePeer(sessionToken);
    expect(await outcome(connect())).toBe('answered');
  });

  test('lets a newer viewer take the place of the one before where only one may watch', async () => {
    manager = createManager({ enableLiveBroadcast: false });
    const first = await connect();
    const second = await connect();
    expect(manager.snapshot().map(({ peerId }) => peerId)).toEqual([second.peerId]);
    expect(manager.closePeer(first.sessionToken)).toBe(false);
  });

  test('tells a page that comes back by itself that a newer viewer took its place', async () => {
    manager = createManager({ enableLiveBroadcast: false });
    const { sessionToken: previousSessionToken } = await connect();
    const { peerId } = await connect();
    const comeBack = (): Promise<unknown> => manager.connect('garden', { sdp, previousSessionToken });
    expect(await outcome(comeBack())).toBe('WGR_VIEWER_REPLACED');
    expect(await outcome(comeBack())).toBe('WGR_VIEWER_REPLACED');
    expect(manager.snapshot().map((peer) => peer.peerId)).toEqual([peerId]);
  });

  test('tells a viewer that is replaced while its answer waits for the source', async () => {
    manager = createManager({ enableLiveBroadcast: false });
    garden.capture.info = undefined;
    await manager.openPort();
    const first = outcome(connect());
    const second = outcome(connect());
    await until('both answers to wait for the source', () => garden.capture.awaited === 2);
    garden.capture.open(info);
    expect(await first).toBe('WGR_VIEWER_REPLACED');
    expect(await second).toBe('answered');
  });

  test('tells a viewer that is replaced while its answer waits for a silent STUN server', async () => {
    const silent = createSocket('udp4');
    silent.bind(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const iceServers = [{ urls: `stun:127.0.0.1:${silent.address().port}` }];
      manager = createManager({ enableLiveBroadcast: false, iceServers });
      await manager.openPort();
      const first = outcome(connect());
      const second = outcome(connect());
      expect(await first).toBe('WGR_VIEWER_REPLACED');
      expect(await second).toBe('answered');
    } finally {
      silent.close();
    }
  });

  test('lets a page come back whose session ended for another reason', async () => {
    manager = createManager({ enableLiveBroadcast: false });
    const { sessionToken: previousSessionToken } = await connect();
    manager.closePeer(previousSessionToken);
    expect(await outcome(manager.connect('garden', { sdp, previousSessionToken }))).toBe('answered');
  });

  test('takes nobody’s place for an offer that cannot be served', async () => {
    manager = createManager({ enableLiveBroadcast: false });
    const { peerId } = await connect();
    expect(await outcome(connect('garden', 'v=0'))).toBe('WGR_SDP_INVALID');
    expect(await outcome(connect('garden', sdp.replaceAll(/H264|VP8/g, 'H265')))).toBe('WGR_SDP_UNSUPPORTED');
    expect(manager.snapshot().map((peer) => peer.peerId)).toEqual([peerId]);
  });

  test('closes a viewer for the holder of its secret, and for nobody else', async () => {
    const { peerId, sessionToken } = await connect();
    expect(manager.closePeer(peerId)).toBe(false);
    expect(manager.closePeer('')).toBe(false);
    expect(manager.snapshot()).toHaveLength(1);
    expect(manager.closePeer(sessionToken)).toBe(true);
    expect(manager.closePeer(sessionToken)).toBe(false);
    expect(manager.snapshot()).toEqual([]);
    // A worker releases its subscription when it hears of it.
    await until('the renditions to end', () => garden.stream.stats().renditions.length === 0);
  });

  test('takes what a page wants from the holder of its secret, and says how its viewer is', async () => {
    const quality = { maxHeight: 180, hidden: false, rung: 'half' };
    const { peerId, sessionToken } = await manager.connect('garden', { sdp, quality });
    expect(manager.prefer(sessionToken, { hidden: true })).toMatchObject({ peerId, state: 'connecting' });
    expect(manager.prefer(peerId, {})).toBeUndefined();
    manager.closePeer(sessionToken);
    expect(manager.prefer(sessionToken, { hidden: false })).toBeUndefined();
  });

  test('closes all viewers of one stream and says how many there were', async () => {
    await Promise.all([connect('garden'), connect('garden'), connect('door')]);
    expect(manager.closeAll('garden')).toBe(2);
    expect(manager.snapshot().map(({ streamName }) => streamName)).toEqual(['door']);
  });

  test('tells of every viewer that comes and goes', async () => {
    const counts: number[] = [];
    const completed = new Promise<void>((complete) =>
      manager.peers$.subscribe({
        next: (peers: readonly PeerSnapshot[]) => counts.push(peers.length),
        complete,
      }),
    );
    const { sessionToken } = await connect();
    manager.closePeer(sessionToken);
    await manager.close();
    await completed;
    expect(counts).toEqual([0, 1, 0]);
  });

  test('knows only the streams there are', async () => {
    expect(await outcome(connect('attic'))).toBe('WGR_STREAM_UNKNOWN');
  });

  test('refuses offers while it shuts down, also one that is being answered', async () => {
    garden.capture.info = undefined;
    await manager.openPort();
    const halfWay = connect();
    const closing = manager.close();
    garden.capture.open(info);
    expect(await outcome(halfWay)).toBe('WGR_SHUTTING_DOWN');
    expect(await outcome(connect())).toBe('WGR_SHUTTING_DOWN');
    await closing;
    expect(manager.snapshot()).toEqual([]);
  });

  test('closes once, however often it is told to', async () => {
    await connect();
    await Promise.all([manager.close(), manager.close()]);
    await manager.close();
    expect(garden.stream.stats().renditions).toEqual([]);
  });

  test('tries again to open a port that was taken', async () => {
    const answer = await connect();
    const udpPort = Number(/m=video (\d+)/.exec(answer.sdp)?.[1]);
    const second = createManager({ udpPort });
    expect(await outcome(second.openPort())).toBe('WGR_UDP_PORT_UNAVAILABLE');
    await manager.close();
    expect(await outcome(second.openPort())).toBe('answered');
    await second.close();
  });
});
