import { beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { PeerRegistry } from '../peers/peer-registry.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import { RemotePeers } from './remote-peers.js';
import type { WorkerCommand } from './worker-messages.js';

const stream = {
  name: 'garden',
  tracks: [],
  codecs: ['vp8'],
  passthroughEnabled: false,
  rungs: ['full'],
  adaptive: false,
  audio: false,
  audioSync: true,
} as const;
const offer = { sdp: 'v=0', remoteAddress: '192.0.2.1' };
const sessionToken = 'secret';
const answer = { sdp: 'v=0', type: 'answer', peerId: 'id', sessionToken } as const;

describe('the peers of a worker in the main thread', () => {
  let registry: PeerRegistry;
  let commands: WorkerCommand[];
  let closed: string[];
  let refusal: Error | undefined;
  let peers: RemotePeers;

  beforeEach(() => {
    [commands, closed, refusal] = [[], [], undefined];
    registry = new PeerRegistry();
    peers = new RemotePeers(registry, (command) => commands.push(command));
  });

  const accept = () =>
    peers.accept(stream, offer, {
      peerId: 'id',
      sessionToken,
      admit: () => {
        if (refusal !== undefined) throw refusal;
      },
      onClosed: (reason, detail) => closed.push(detail ?? reason),
    });
  const kinds = (): string[] => commands.map(({ kind }) => kind);

  test('count from their offers on, and are registered when they are admitted', async () => {
    const accepted = accept();
    expect(peers.size).toBe(1);
    expect(registry.size).toBe(0);
    peers.receive({ kind: 'admit', sessionToken, codec: 'vp8' });
    expect(registry.snapshot()).toMatchObject([
      { peerId: 'id', streamName: 'garden', state: 'connecting', codec: 'vp8', remoteAddress: '192.0.2.1' },
    ]);
    expect(kinds()).toEqual(['accept', 'admitted']);
    peers.receive({ kind: 'answered', sessionToken, answer });
    expect(await accepted).toBe(answer);
    expect(peers.size).toBe(1);
  });

  test('are not registered when they are refused, which their worker is told', () => {
    void accept();
    refusal = new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: 1, retryAfterSeconds: 5 });
    peers.receive({ kind: 'admit', sessionToken, codec: 'vp8' });
    expect(registry.size).toBe(0);
    expect(commands.at(-1)).toMatchObject({ kind: 'refused', error: { code: 'WGR_TOO_MANY_PEERS' } });
  });

  test('are as their worker last reported them, and tell the registry when their state changes', () => {
    const states: (string | undefined)[] = [];
    registry.peers$.subscribe(([first]) => states.push(first?.state));
    void accept();
    peers.receive({ kind: 'admit', sessionToken, codec: 'vp8' });
    const connected: PeerSnapshot = { ...first(), state: 'connected', framesSent: 5, framesDropped: 2 };
    peers.receive({ kind: 'state', sessionToken, snapshot: connected });
    expect(states).toEqual([undefined, 'connecting', 'connected']);
    peers.receive({ kind: 'snapshots', snapshots: [[sessionToken, { ...connected, framesSent: 35 }]] });
    expect(first()).toMatchObject({ state: 'connected', framesSent: 35, framesDropped: 2 });
  });

  const first = (): PeerSnapshot => {
    const [snapshot] = registry.snapshot();
    if (snapshot === undefined) throw new Error('no peer is registered');
    return snapshot;
  };

  test('are closed once, by either side', () => {
    void accept();
    peers.receive({ kind: 'admit', sessionToken, codec: 'vp8' });
    const peer = registry.get(sessionToken);
    peer?.close('left');
    peers.receive({ kind: 'closed', sessionToken, reason: 'silent', detail: undefined });
    expect(closed).toEqual(['left']);
    expect(commands.at(-1)).toEqual({ kind: 'close-peer', sessionToken, reason: 'left', detail: undefined });
    expect(registry.size).toBe(0);
    expect(peer?.snapshot().state).toBe('closed');
  });

  test('pass what their pages want to their worker, until they are closed', () => {
    void accept();
    peers.receive({ kind: 'admit', sessionToken, codec: 'vp8' });
    const peer = registry.get(sessionToken);
    peer?.prefer({ hidden: true });
    expect(commands.at(-1)).toEqual({ kind: 'prefer', sessionToken, preferences: { hidden: true } });
    peer?.close('left');
    const { length } = commands;
    peer?.prefer({ hidden: false });
    expect(commands).toHaveLength(length);
  });

  test('end with their worker, and offers that wait are refused', async () => {
    void accept();
    peers.receive({ kind: 'admit', sessionToken, codec: 'vp8' });
    const waiting = peers.accept(stream, offer, {
      peerId: 'other',
      sessionToken: 'other',
      admit: () => undefined,
      onClosed: () => undefined,
    });
    const failure = new WebGearRtcError('WGR_WORKER_FAILED', {
      reason: 'out of memory',
      retryAfterSeconds: 1,
    });
    const refused = expect(waiting).rejects.toBe(failure);
    peers.receive({ kind: 'answered', sessionToken, answer });
    peers.end(failure.message, failure);
    await refused;
    expect(closed).toEqual([failure.message]);
    expect(peers.size).toBe(0);
  });
});
