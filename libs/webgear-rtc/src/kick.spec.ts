import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { resolveOptions } from './options/resolve-options.js';
import { FakeVideoStream } from './testing/fake-video-stream.js';
import { PeerManagerService } from './peer-manager.service.js';

const sdp = readFileSync(
  new URL('../../../test/fixtures/offers/chromium-video.sdp', import.meta.url),
  'utf8',
);

describe.each([
  ['this thread', false],
  ['a thread of its own', 1],
])('an operator, with viewers in %s,', (_where, threads) => {
  let streams: VideoStreamRegistry;
  let manager: PeerManagerService;

  beforeEach(() => {
    streams = new VideoStreamRegistry(
      ['garden', 'door'].map((name) => {
        const stream = new FakeVideoStream(name);
        stream.capture.info = { width: 640, height: 360, framerate: 30, live: true };
        return stream.stream;
      }),
    );
    const options = resolveOptions({ source: 'test:', udpAddress: '127.0.0.1', threads });
    manager = new PeerManagerService(options, streams);
  });

  afterEach(async () => {
    await manager.close();
    await streams.close();
  });

  const connect = (streamName = 'garden') => manager.connect(streamName, { sdp });
  const outcome = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'answered',
      (error: { code?: string }) => error.code,
    );

  test('ends the session of a viewer that is kicked, whose page does not return by itself', async () => {
    const { sessionToken: previousSessionToken, peerId } = await connect();
    const reasons: unknown[] = [];
    manager.viewers.departures$.subscribe(({ reason, detail }) => reasons.push([reason, detail]));
    expect([manager.kick('nobody'), manager.kick(peerId, { reason: 'Closing time' })]).toEqual([false, true]);
    expect([manager.snapshot(), reasons]).toEqual([[], [['kicked', 'Closing time']]]);
    const comeBack = manager.connect('garden', { sdp, previousSessionToken });
    await expect(comeBack).rejects.toMatchObject({
      code: 'WGR_VIEWER_KICKED',
      status: 403,
      message: 'The operator has ended your session: Closing time.',
    });
    // The viewer asks for it: the page names no former session.
    expect(await outcome(connect())).toBe('answered');
  });

  test('keeps a viewer out for a time by its identity, and ends all its sessions', async () => {
    const permission = { viewer: { id: 'ann' } };
    const offer = { sdp, remoteAddress: '192.0.2.1', permission };
    const { peerId } = await manager.connect('garden', offer);
    await manager.connect('door', offer);
    const other = await manager.connect('door', { sdp, remoteAddress: '192.0.2.1' });
    manager.kick(peerId, { forMs: 60_000 });
    expect(manager.snapshot().map((peer) => peer.peerId)).toEqual([other.peerId]);
    expect(await outcome(manager.connect('door', offer))).toBe('WGR_VIEWER_KICKED');
    expect(await outcome(manager.connect('door', { ...offer, permission: { viewer: { id: 'bob' } } }))).toBe(
      'answered',
    );
  });
});
