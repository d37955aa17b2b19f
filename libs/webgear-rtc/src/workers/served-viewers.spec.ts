import { beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { Admission, RegisteredPeer, ViewerServer } from '../peers/viewer-server.interface.js';
import { ServedViewers } from './served-viewers.js';
import { toThreadError } from './thread-error.js';
import type { ThreadReport } from './thread-messages.interface.js';

const answer = { sdp: 'v=0', type: 'answer', peerId: 'id', sessionToken: 'secret' } as const;
const order = {
  kind: 'accept',
  viewer: 3,
  peerId: 'id',
  sessionToken: 'secret',
  stream: { name: 'garden', passthroughEnabled: false, wallClockOffsetUs: 0, rtpOffset: 0 },
  offer: { sdp: 'v=0' },
} as const;
const snapshot = { peerId: 'id', state: 'connecting' } as PeerSnapshot;

describe('the viewers of a thread', () => {
  let reports: ThreadReport[];
  let closed: string[];
  let viewers: ServedViewers;

  /** Enters whoever comes, as the real one does, and waits for the level if it is to. */
  function server(waitsForLevel: boolean): Pick<ViewerServer, 'accept'> {
    const enter = ({ peerId, sessionToken, onClosed }: Admission): void => {
      const peer: RegisteredPeer = {
        peerId,
        sessionToken,
        streamName: 'garden',
        snapshot: () => snapshot,
        close: (reason) => {
          closed.push(reason);
          viewers.remove(peer);
          onClosed(reason);
        },
      };
      viewers.add(peer);
    };
    return {
      accept: async (stream, _offer, admission) => {
        stream.subscribe('vp8', () => false);
        enter(admission);
        if (waitsForLevel) await stream.h264LevelIdc(40);
        return answer;
      },
    };
  }

  beforeEach(() => {
    [reports, closed] = [[], []];
    viewers = new ServedViewers((report) => reports.push(report));
  });

  const kinds = (): string[] => reports.map(({ kind }) => kind);

  test('are answered when they are let in, and not before', async () => {
    const accepting = viewers.accept(server(false), order);
    await Promise.resolve();
    expect(kinds()).toEqual(['enter']);
    viewers.admitted(3, 31);
    await accepting;
    expect(reports.at(-1)).toEqual({ kind: 'answered', viewer: 3, answer });
  });

  test.each([true, false])(
    'leave nothing when they are refused (waiting for the level: %s)',
    async (waits) => {
      const accepting = viewers.accept(server(waits), order);
      viewers.refused(3, toThreadError(new WebGearRtcError('WGR_VIEWER_REPLACED', undefined)));
      await accepting;
      expect(closed).toHaveLength(1);
      expect(reports.at(-1)).toMatchObject({ kind: 'not-answered', error: { code: 'WGR_VIEWER_REPLACED' } });
      viewers.reportAll();
      expect(kinds()).not.toContain('snapshots');
    },
  );

  test('are answered also when their session is closed while they wait', async () => {
    const accepting = viewers.accept(server(true), order);
    viewers.close(3, 'a newer viewer took its place');
    viewers.admitted(3, 31);
    await accepting;
    expect(kinds()).toEqual(['enter', 'closed', 'answered']);
  });

  test('are reported as they are', async () => {
    const accepting = viewers.accept(server(false), order);
    viewers.admitted(3, 31);
    await accepting;
    viewers.reportAll();
    expect(reports.at(-1)).toEqual({ kind: 'snapshots', snapshots: [[3, snapshot]] });
  });
});
