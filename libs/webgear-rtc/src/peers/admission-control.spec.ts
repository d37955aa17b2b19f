import { describe, expect, test } from '@jest/globals';
import { AdmissionControl } from './admission-control.js';
import { PeerRegistry, type RegisteredPeer } from './peer-registry.js';
import type { PeerSnapshot, PeerState } from './peer-snapshot.interface.js';

let serial = 0;

/** A viewer in a registry, as far as admission looks at it. */
function enter(
  registry: PeerRegistry,
  state: PeerState,
  remoteAddress?: string,
  createdAtMs = 0,
): RegisteredPeer {
  const token = `token ${serial++}`;
  const peer: RegisteredPeer = {
    peerId: token,
    sessionToken: token,
    streamName: 'garden',
    close: () => registry.remove(peer, 'left'),
    prefer: () => undefined,
    addCandidates: () => undefined,
    restartIce: () => Promise.reject(new Error('not here')),
    snapshot: () =>
      ({ state, createdAtMs, ...(remoteAddress !== undefined && { remoteAddress }) }) as PeerSnapshot,
  };
  registry.add(peer);
  return peer;
}

const controlOf = (registry: PeerRegistry, maxPeers: number): AdmissionControl =>
  new AdmissionControl(registry, { maxPeers, enableLiveBroadcast: true });

const applicant = (sessionToken: string, remoteAddress: string | undefined) => ({
  sessionToken,
  streamName: 'garden',
  remoteAddress,
});

describe('AdmissionControl', () => {
  test('refuses where every place has a viewer that watches', () => {
    const registry = new PeerRegistry();
    const admission = controlOf(registry, 2);
    enter(registry, 'connected');
    enter(registry, 'connected');
    expect(() => admission.admit(applicant('new', undefined))).toThrow(
      expect.objectContaining({ code: 'WGR_TOO_MANY_PEERS', status: 503 }),
    );
    expect(registry.size).toBe(2);
  });

  test('takes no place for one that waits, and gives the last to who connects first', () => {
    const registry = new PeerRegistry();
    const admission = controlOf(registry, 1);
    for (const token of ['a', 'b']) admission.admit(applicant(token, undefined));
    const closed: unknown[] = [];
    const [first, second] = [enter(registry, 'connected'), enter(registry, 'connecting')];
    Object.assign(second, { close: (...reason: unknown[]) => closed.push(reason) });
    registry.announce(first);
    expect([registry.size, closed]).toEqual([2, []]);
    Object.assign(second, { snapshot: () => ({ state: 'connected' }) });
    registry.announce(second);
    expect(closed).toEqual([['evicted', 'the last place was taken before it connected']]);
  });

  test('evicts the oldest that waits, of the name with most of them, where too many wait', () => {
    const registry = new PeerRegistry();
    const admission = controlOf(registry, 4);
    const watching = enter(registry, 'connected', 'a');
    const lone = enter(registry, 'connecting', 'b');
    const [oldest, ...others] = Array.from({ length: 63 }, () => enter(registry, 'connecting', 'a'));
    admission.admit(applicant('new', 'c'));
    expect(registry.list()).toEqual([watching, lone, ...others]);
    expect(registry.list()).not.toContain(oldest);
  });

  test('tells one that is evicted while its offer is answered', () => {
    const registry = new PeerRegistry();
    const admission = controlOf(registry, 1);
    const waiting = enter(registry, 'connecting', 'a');
    registry.remove(waiting, 'left');
    admission.admit(applicant(waiting.sessionToken, 'a'));
    registry.add(waiting);
    for (let count = 1; count < 64; count++) enter(registry, 'connecting', 'a');
    admission.admit(applicant('new', 'b'));
    expect(() => admission.settle(waiting.sessionToken)).toThrow(
      expect.objectContaining({ code: 'WGR_TOO_MANY_PEERS' }),
    );
    expect(() => admission.settle(waiting.sessionToken)).not.toThrow();
    expect(() => admission.settle('new')).not.toThrow();
  });

  test('lets an address have 32 that wait, and more only for a moment', () => {
    const registry = new PeerRegistry();
    const admission = controlOf(registry, 1000);
    const peers = Array.from({ length: 40 }, () => enter(registry, 'connecting', 'a', 1000));
    admission.admit(applicant('soon', 'a'), 2000);
    expect(registry.size).toBe(40);
    admission.admit(applicant('other', 'b'), 9000);
    expect(registry.size).toBe(40);
    admission.admit(applicant('late', 'a'), 9000);
    expect(registry.list()).toEqual(peers.slice(1));
  });
});
