import { beforeEach, describe, expect, test } from '@jest/globals';
import { Broadcaster } from '../broadcast/broadcaster.js';
import { RecentFrameCache } from '../broadcast/frame-cache.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { RemotePeer } from './remote-peer.js';

function frame(keyFrame = false): PacketizedFrame {
  const nothing = { payloads: [], runs: [], byteLength: 0 };
  return { codec: 'h264', keyFrame, captureTimeUs: 0, rtpTimestamp: 0, ...nothing };
}

describe('a viewer in another thread', () => {
  let taken: number[];
  let lags: boolean;
  let keyFrameRequests: number;
  let broadcaster: Broadcaster;
  let peer: RemotePeer;
  let closed: string[];

  beforeEach(() => {
    [taken, lags, keyFrameRequests, closed] = [[], false, 0, []];
    const requestKeyFrame = (): void => void keyFrameRequests++;
    broadcaster = new Broadcaster({ requestKeyFrame }, new RecentFrameCache(0));
    let number = 0;
    peer = new RemotePeer({
      viewer: 1,
      peerId: 'id',
      sessionToken: 'secret',
      streamName: 'garden',
      remoteAddress: undefined,
      codec: 'h264',
      subscription: {
        prepare: () => undefined,
        attach: (sink) => broadcaster.add(sink, 1_000_000),
        requestKeyFrame,
        framesDropped: () => broadcaster.framesDropped(peer),
        release: () => broadcaster.remove(peer),
      },
      handOver: {
        offer: () => {
          number++;
          if (lags) return undefined;
          taken.push(number);
          return number;
        },
      },
      onClosed: (_peer, reason) => closed.push(reason),
    });
    peer.startDelivery();
    keyFrameRequests = 0;
  });

  const broadcast = (...keyFrames: boolean[]): void => {
    for (const keyFrame of keyFrames) broadcaster.broadcast(frame(keyFrame));
  };

  test('gets pictures from a key frame on', () => {
    broadcast(false, true, false);
    expect(taken).toEqual([1, 2]);
    expect(peer.snapshot().framesDropped).toBe(1);
  });

  test('goes on with a key frame, which is asked for once, when its thread has lost a picture', () => {
    broadcast(true, false, false);
    peer.lose(2);
    broadcast(false, false, true, false);
    expect(taken).toEqual([1, 2, 3, 4, 5]);
    expect(keyFrameRequests).toBe(1);
    expect(peer.snapshot().framesDropped).toBe(2);
  });

  test('misses nothing more when a key frame is on its way already', () => {
    broadcast(true, false, true);
    peer.lose(2);
    broadcast(false, false);
    expect(taken).toEqual([1, 2, 3, 4, 5]);
    expect(keyFrameRequests).toBe(0);
  });

  test('waits for the next key frame when it was a key frame that was lost', () => {
    broadcast(true);
    peer.lose(1);
    broadcast(false, true);
    expect(taken).toEqual([1, 2]);
  });

  test('gets nothing while its thread lags, and then a key frame', () => {
    broadcast(true, false);
    lags = true;
    broadcast(false, false);
    lags = false;
    broadcast(false, true, false);
    expect(peer.snapshot().framesDropped).toBe(3);
    expect(taken).toHaveLength(4);
  });

  test('adds what was left out here to what its thread tells', () => {
    broadcast(false, true);
    peer.report({ ...peer.snapshot(), state: 'connected', framesSent: 5, framesDropped: 2 });
    expect(peer.snapshot()).toMatchObject({ state: 'connected', framesSent: 5, framesDropped: 3 });
  });

  test('gives back its share when it is closed, once', () => {
    peer.close('it left');
    peer.close('its thread says so too');
    expect(closed).toEqual(['it left']);
    expect(broadcaster.viewerCount).toBe(0);
    expect(peer.snapshot().state).toBe('closed');
  });
});
