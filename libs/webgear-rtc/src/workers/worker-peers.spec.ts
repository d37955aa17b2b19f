import { beforeEach, describe, expect, test } from '@jest/globals';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { RegisteredPeer } from '../peers/peer-registry.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { ViewerPreferences } from '../peers/peer-manager.interface.js';
import type { ViewerServer } from '../peers/viewer-server.interface.js';
import { toThreadError } from './thread-error.js';
import type { PeerEvent } from './worker-messages.js';
import { WorkerPeers } from './worker-peers.js';

const answer = { sdp: 'v=0', type: 'answer', peerId: 'id', sessionToken: 'secret' } as const;
const command = {
  kind: 'accept',
  peerId: 'id',
  sessionToken: 'secret',
  stream: {
    name: 'garden',
    tracks: [],
    codecs: ['vp8'],
    passthroughEnabled: false,
    rungs: ['full'],
    adaptive: false,
    audio: false,
    audioSync: true,
  },
  offer: { sdp: 'v=0' },
} as const;
const snapshot = { peerId: 'id', state: 'connecting' } as PeerSnapshot;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the peers of a worker', () => {
  let events: PeerEvent[];
  let closed: string[];
  let preferred: ViewerPreferences[];
  let engines: number;
  let peers: WorkerPeers;
  let letAnswer: () => void;

  /** Registers peers as the real one does; answers when `letAnswer` is called. */
  const server: Pick<ViewerServer, 'accept'> = {
    accept: async (stream, _offer, { peerId, sessionToken, admit, onClosed }) => {
      await admit('vp8');
      const peer: RegisteredPeer = {
        peerId,
        sessionToken,
        streamName: stream.name,
        snapshot: () => snapshot,
        addCandidates: () => undefined,
        restartIce: () => Promise.reject(new Error('not here')),
        prefer: (preferences) => preferred.push(preferences),
        close: (reason) => {
          closed.push(reason);
          peers.registry.remove(peer, 'left');
          onClosed(reason);
        },
      };
      peers.registry.add(peer);
      await new Promise<void>((resolve) => (letAnswer = resolve));
      return answer;
    },
  };

  beforeEach(() => {
    [events, closed, preferred, engines] = [[], [], [], 0];
    peers = new WorkerPeers(
      (event) => events.push(event),
      ({ name }) => {
        engines++;
        return { name } as StreamEngine;
      },
    );
  });

  const kinds = (): string[] => events.map(({ kind }) => kind);

  test('are answered when they are admitted, and not before', async () => {
    const accepting = peers.accept(server, command);
    await settle();
    expect(events).toEqual([{ kind: 'admit', sessionToken: 'secret', codec: 'vp8' }]);
    expect(peers.registry.size).toBe(0);
    peers.admitted('secret');
    await settle();
    expect(peers.registry.size).toBe(1);
    letAnswer();
    await accepting;
    expect(events.at(-1)).toEqual({ kind: 'answered', sessionToken: 'secret', answer });
  });

  test('leave nothing when they are refused', async () => {
    const accepting = peers.accept(server, command);
    peers.refused('secret', toThreadError(new WebGearRtcError('WGR_VIEWER_REPLACED', undefined)));
    await accepting;
    expect(events.at(-1)).toMatchObject({ kind: 'not-answered', error: { code: 'WGR_VIEWER_REPLACED' } });
    expect(peers.registry.size).toBe(0);
    peers.reportAll();
    expect(kinds()).not.toContain('snapshots');
  });

  test('are answered also when their session is closed while they wait, and say their last counters first', async () => {
    const accepting = peers.accept(server, command);
    peers.admitted('secret');
    await settle();
    peers.close('secret', 'replaced');
    letAnswer();
    await accepting;
    expect(closed).toEqual(['replaced']);
    expect(kinds()).toEqual(['admit', 'snapshots', 'closed', 'answered']);
  });

  test('are reported as they are, and when their state changes', async () => {
    void peers.accept(server, command);
    peers.admitted('secret');
    await settle();
    peers.reportAll();
    expect(events.at(-1)).toEqual({ kind: 'snapshots', snapshots: [['secret', snapshot]] });
    for (const peer of peers.registry.list()) peers.registry.announce(peer);
    expect(events.at(-1)).toEqual({ kind: 'state', sessionToken: 'secret', snapshot });
  });

  test('are told what their pages want, and reported at once; one that has left is not', async () => {
    void peers.accept(server, command);
    peers.admitted('secret');
    await settle();
    peers.prefer('secret', { maxHeight: 240, rung: null });
    expect(preferred).toEqual([{ maxHeight: 240, rung: null }]);
    expect(events.at(-1)).toEqual({ kind: 'snapshots', snapshots: [['secret', snapshot]] });
    const { length } = events;
    peers.prefer('other', { hidden: true });
    expect([preferred.length, events.length]).toEqual([1, length]);
  });

  test('of one stream share an engine', async () => {
    void peers.accept(server, command);
    void peers.accept(server, { ...command, sessionToken: 'other' });
    await settle();
    expect(engines).toBe(1);
  });
});
