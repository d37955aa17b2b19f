import { EMPTY } from 'rxjs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { fullVideo, renditionKeyId, sourceVideo, type RenditionKey } from '../media/rendition-key.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';
import { Broadcaster } from './broadcaster.js';
import { RecentFrameCache } from './recent-frame-cache.js';
import { RenditionPool } from './rendition-pool.js';
import type { FrameSink } from './stream-engine.js';

const encode = fullVideo('h264');
let serial = 0;

class FakeRendition implements BroadcastRendition {
  readonly encodedFrames$ = EMPTY;
  readonly broadcaster = new Broadcaster(this, new RecentFrameCache(250_000));
  requests = 0;
  closed = false;

  constructor(readonly key: RenditionKey) {}

  requestKeyFrame(): void {
    this.requests++;
  }

  give(kinds: string): void {
    for (const kind of kinds) {
      const nothing = { payloads: [], runs: [], byteLength: 0 };
      const keyFrame = kind === 'K';
      const { codec } = this.key;
      const captureTimeUs = serial++;
      this.broadcaster.broadcast({ codec, keyFrame, captureTimeUs, rtpTimestamp: captureTimeUs, ...nothing });
    }
  }

  stats() {
    return {
      codec: this.key.codec,
      passthrough: this.key === sourceVideo,
      encodersOpened: 1,
      framesEncoded: 0,
      framesDropped: 0,
      keyFramesEncoded: 0,
      bytesEncoded: 0,
      peers: this.broadcaster.viewerCount,
    };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

class Receiver implements FrameSink {
  readonly received: string[] = [];
  full = false;

  sendFrame({ codec, keyFrame }: PacketizedFrame): boolean {
    if (!this.full) this.received.push(`${codec} ${keyFrame ? 'K' : 'd'}`);
    return !this.full;
  }
}

describe('the pool of renditions', () => {
  let created: FakeRendition[];
  let pool: RenditionPool<FakeRendition>;
  let receiver: Receiver;

  beforeEach(() => {
    created = [];
    receiver = new Receiver();
    pool = new RenditionPool({
      create: (key) => {
        if (key.rung === 'none') throw new Error(renditionKeyId(key));
        const rendition = new FakeRendition(key);
        created.push(rendition);
        return rendition;
      },
      clock: new VirtualCaptureClock(),
      onError: (error) => {
        throw error;
      },
    });
  });

  const renditionOf = (key: RenditionKey): FakeRendition => {
    const rendition = pool.get(key);
    if (rendition === undefined) throw new Error('it is not in use');
    return rendition;
  };
  const peers = (): number[] => pool.stats().map((stats) => stats.peers);

  test('shares each rendition from its first subscription to its last', () => {
    const [first, second] = [pool.subscribe(encode), pool.subscribe({ ...encode })];
    const other = pool.subscribe(fullVideo('vp8'));
    expect(created).toHaveLength(2);
    first.release();
    first.release();
    expect(created.map(({ closed }) => closed)).toEqual([false, false]);
    second.release();
    expect(created.map(({ closed }) => closed)).toEqual([true, false]);
    expect(pool.stats()).toHaveLength(1);
    pool.subscribe(encode).release();
    expect(created).toHaveLength(3);
    other.release();
  });

  test('delivers to a sink that is attached later, and not after the release', () => {
    const subscription = pool.subscribe(encode);
    const rendition = renditionOf(encode);
    subscription.prepare();
    expect(rendition.requests).toBe(1);
    rendition.give('Kd');
    subscription.attach(receiver);
    subscription.attach(new Receiver());
    expect(receiver.received).toEqual(['h264 K', 'h264 d']);
    subscription.release();
    rendition.give('K');
    expect(receiver.received).toHaveLength(2);
  });

  test('changes to another rendition at its next key frame, and is served from the current one until then', () => {
    const subscription = pool.subscribe(encode, receiver);
    const [before] = created;
    before?.give('Kd');
    subscription.switchTo(fullVideo('vp8'));
    const after = renditionOf(fullVideo('vp8'));
    expect(after.requests).toBe(1);
    expect(peers()).toEqual([1, 0]);
    before?.give('d');
    after.give('d');
    expect(before?.closed).toBe(false);
    after.give('Kd');
    expect(before?.closed).toBe(true);
    before?.give('d');
    expect(receiver.received).toEqual(['h264 K', 'h264 d', 'h264 d', 'vp8 K', 'vp8 d']);
    expect(subscription.framesDropped()).toBe(0);
    expect(peers()).toEqual([1]);
    subscription.release();
    expect(after.closed).toBe(true);
  });

  test('stays where it is when the change is taken back, and when the rendition does not exist', () => {
    const subscription = pool.subscribe(encode, receiver);
    subscription.switchTo(fullVideo('vp8'));
    const other = renditionOf(fullVideo('vp8'));
    subscription.switchTo(encode);
    expect(other.closed).toBe(true);
    expect(() => subscription.switchTo({ ...encode, rung: 'none' })).toThrow('video/h264/none');
    renditionOf(encode).give('K');
    expect(receiver.received).toEqual(['h264 K']);
  });

  test('waits with a change for a key frame that the sink takes', () => {
    const subscription = pool.subscribe(encode, receiver);
    renditionOf(encode).give('K');
    subscription.switchTo(fullVideo('vp8'));
    const after = renditionOf(fullVideo('vp8'));
    receiver.full = true;
    after.give('K');
    receiver.full = false;
    renditionOf(encode).give('d');
    after.give('K');
    expect(receiver.received).toEqual(['h264 K', 'h264 d', 'vp8 K']);
    subscription.release();
  });

  test('changes at once while no sink is attached', () => {
    const subscription = pool.subscribe(encode);
    subscription.prepare();
    subscription.switchTo(sourceVideo);
    expect(created.map(({ closed, requests }) => [closed, requests])).toEqual([
      [true, 1],
      [false, 1],
    ]);
    subscription.attach(receiver);
    renditionOf(sourceVideo).give('K');
    expect(receiver.received).toEqual(['h264 K']);
  });

  test('counts frames the sink did not get, across changes', () => {
    const subscription = pool.subscribe(encode, receiver);
    renditionOf(encode).give('Kd');
    receiver.full = true;
    renditionOf(encode).give('dd');
    receiver.full = false;
    expect(subscription.framesDropped()).toBe(2);
    subscription.switchTo(fullVideo('vp8'));
    renditionOf(fullVideo('vp8')).give('ddKd');
    expect(subscription.framesDropped()).toBe(2);
    subscription.release();
    expect(subscription.framesDropped()).toBe(2);
  });

  test('counts frames that never came to the rendition', () => {
    const subscription = pool.subscribe(encode, receiver);
    renditionOf(encode).broadcaster.noteMissed(3);
    expect(subscription.framesDropped()).toBe(3);
  });

  test('counts the viewers behind each sink', () => {
    pool.subscribe(encode, receiver);
    pool.subscribe(encode, { viewers: 50, sendFrame: () => true });
    expect(peers()).toEqual([51]);
  });

  test('ends all renditions when it is closed', async () => {
    const subscription = pool.subscribe(encode, receiver);
    pool.subscribe(fullVideo('vp8'));
    await pool.close();
    expect(created.every(({ closed }) => closed)).toBe(true);
    subscription.release();
  });
});
