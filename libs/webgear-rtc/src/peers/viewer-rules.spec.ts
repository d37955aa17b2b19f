import { describe, expect, it, test } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { AdmissionControl } from './admission-control.js';
import { addressKey } from './address-key.js';
import { PeerRegistry, type RegisteredPeer } from './peer-registry.js';
import type { LeaveReason } from './leave-reason.js';
import type { MjpegViewerSnapshot, PeerSnapshot } from './peer-snapshot.interface.js';
import { ViewerRules } from './viewer-rules.js';
import type { ImageViewer } from './image-viewers.js';

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the name under which an address is counted', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1::5', '2001:db8:0:1::/64'],
    ['2001:0DB8::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['a host', 'a host'],
  ])('of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

/** A viewer of MJPEG that notes when it is ended. */
function imageViewer(known: Partial<ImageViewer>, onEnd: () => void = () => undefined): ImageViewer {
  const { peerId = 'a', streamName = 'garden' } = known;
  const snapshot = { peerId, streamName, mode: 'mjpeg', framesSent: 0 } as MjpegViewerSnapshot;
  return { peerId, streamName, snapshot: () => snapshot, end: onEnd, ...known };
}

describe('the rules of viewers', () => {
  it('end viewers of images once, with the first reason', () => {
    const rules = new ViewerRules();
    const gone: string[] = [];
    rules.images.departures$.subscribe({
      next: ({ peer, reason, detail }) => gone.push([peer.peerId, reason, detail].join(' ')),
      complete: () => gone.push('complete'),
    });
    const ended: string[] = [];
    const add = (peerId: string, known: Partial<ImageViewer> = {}): void => {
      const viewer = imageViewer({ peerId, ...known }, () => {
        ended.push(peerId);
        // As the response that closes does.
        rules.images.leave(viewer, 'left');
      });
      rules.images.add(viewer);
    };
    add('ann-1', { viewerId: 'ann' });
    add('ann-2', { viewerId: 'ann', streamName: 'yard' });
    add('bob', { streamName: 'yard' });
    add('eve');
    expect(rules.removeImageViewer('ann-1', { reason: 'Late', forMs: 1000 })).toBe(true);
    expect(rules.images.leaveAll('yard', 'removed')).toBe(1);
    rules.close();
    expect(gone).toEqual([
      'ann-1 kicked Late',
      'ann-2 kicked Late',
      'bob removed ',
      'eve shutdown ',
      'complete',
    ]);
    expect(ended).toEqual(['ann-1', 'ann-2', 'bob', 'eve']);
  });

  it('let an address and a viewer join as often a minute as the limits say', async () => {
    const clock = new VirtualCaptureClock();
    const rules = new ViewerRules({ joinsPerAddress: 3, joinsPerViewer: 2 }, clock);
    const join = (remoteAddress: string, viewerId?: string) =>
      codeOf(() => rules.assertMayJoin({ remoteAddress, viewerId }));
    expect([join('192.0.2.1'), join('192.0.2.1'), join('192.0.2.1')]).toEqual(Array(3).fill('allowed'));
    expect([join('192.0.2.1'), join('::ffff:192.0.2.1'), join('192.0.2.2')]).toEqual([
      'WGR_TOO_MANY_JOINS',
      'WGR_TOO_MANY_JOINS',
      'allowed',
    ]);
    expect(['192.0.2.3', '192.0.2.4', '192.0.2.5'].map((address) => join(address, 'ann'))).toEqual([
      'allowed',
      'allowed',
      'WGR_TOO_MANY_JOINS',
    ]);
    await clock.advance(20_000);
    expect([join('192.0.2.1'), join('192.0.2.1')]).toEqual(['allowed', 'WGR_TOO_MANY_JOINS']);
  });

  it('count viewers of WebRTC and readers of images together', () => {
    const rules = new ViewerRules({ perAddress: 2, perViewer: 1 });
    const watching = [{ remoteAddress: '192.0.2.1', viewerId: 'ann' }];
    const room = (remoteAddress: string, viewerId?: string) =>
      codeOf(() => rules.assertHasRoom({ remoteAddress, viewerId }, watching));
    expect(room('192.0.2.1', 'bob')).toBe('allowed');
    const reader = imageViewer({ remoteAddress: '192.0.2.1' });
    rules.images.add(reader);
    expect([room('192.0.2.1', 'bob'), room('192.0.2.2', 'ann'), room('192.0.2.2')]).toEqual([
      'WGR_TOO_MANY_VIEWERS',
      'WGR_TOO_MANY_VIEWERS',
      'allowed',
    ]);
    rules.images.leave(reader, 'left');
    expect(room('192.0.2.1', 'bob')).toBe('allowed');
  });

  it('keep a removed viewer out until its time is over, and tell for how long', async () => {
    const clock = new VirtualCaptureClock();
    const rules = new ViewerRules({}, clock);
    rules.keepOut({ remoteAddress: '192.0.2.1', sessionToken: 'secret' }, { forMs: 60_000, reason: 'Late' });
    const outside = { remoteAddress: '192.0.2.2', sessionToken: 'secret' };
    await clock.advance(10_500);
    expect(() => rules.assertMayJoin({ remoteAddress: '192.0.2.1' })).toThrow(
      expect.objectContaining({
        code: 'WGR_VIEWER_KICKED',
        detail: { reason: 'Late', retryAfterSeconds: 50 },
      }),
    );
    expect(codeOf(() => rules.assertMayJoin(outside))).toBe('WGR_VIEWER_KICKED');
    await clock.advance(50_000);
    expect(codeOf(() => rules.assertMayJoin({ remoteAddress: '192.0.2.1' }))).toBe('allowed');
    // Its page still does not return by itself.
    expect(codeOf(() => rules.assertMayJoin(outside))).toBe('WGR_VIEWER_KICKED');
    await clock.advance(3_600_000);
    expect(codeOf(() => rules.assertMayJoin(outside))).toBe('allowed');
  });

  it('end a session when its permission ends, and not before, however far away that is', async () => {
    const clock = new VirtualCaptureClock();
    const rules = new ViewerRules({}, clock);
    const registry = new PeerRegistry();
    const admission = new AdmissionControl(registry, { maxPeers: 1, enableLiveBroadcast: true }, rules);
    const reasons: string[] = [];
    const join = (expiresAt: Date | number): void => {
      const { sessionToken, admit, onClosed } = admission.open(
        { streamName: 'garden', remoteAddress: undefined, permission: { expiresAt } },
        () => undefined,
      );
      void admit('h264');
      const peer = {
        sessionToken,
        streamName: 'garden',
        snapshot: () => ({}) as PeerSnapshot,
      } as RegisteredPeer;
      Object.assign(peer, {
        close: (reason: LeaveReason) => {
          reasons.push(reason);
          registry.remove(peer, reason);
          onClosed(reason);
        },
      });
      registry.add(peer);
    };
    const month = 30 * 86_400_000;
    join(Date.now() + month);
    join(new Date(Date.now() + 60_000));
    await clock.advance(50_000);
    expect(reasons).toEqual([]);
    await clock.advance(20_000);
    expect(reasons).toEqual(['expired']);
    await clock.advance(month - 100_000);
    expect(reasons).toHaveLength(1);
    await clock.advance(60_000);
    expect(reasons).toHaveLength(2);
    // One that has left, and the end of the server, leave no timer behind.
    join(Date.now() + 60_000);
    registry.list()[0]?.close('left');
    join(Date.now() + 60_000);
    expect(clock.sleeping).toBe(1);
    rules.close();
    expect(clock.sleeping).toBe(0);
  });
});
