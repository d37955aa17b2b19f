import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RenditionKey } from '../media/rendition-key.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { ClearPeer } from '../testing/clear-peer.js';
import { TestRendition } from '../testing/test-rendition.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { RenditionPool } from './rendition-pool.js';

const rung = (name: string): RenditionKey => ({ track: 'video', codec: 'vp8', rung: name });
const [high, low] = [rung('high'), rung('low')];

describe('a subscription of a pool', () => {
  let clock: VirtualCaptureClock;
  let made: TestRendition[];
  let pool: RenditionPool<TestRendition>;
  let peer: ClearPeer;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    const rtpClock = new RtpClock(0, 0);
    made = [];
    pool = new RenditionPool({
      create: (key) => {
        const rendition = new TestRendition(key.rung, rtpClock);
        made.push(rendition);
        return rendition;
      },
      clock,
      onError: (error) => {
        throw error;
      },
    });
    peer = new ClearPeer(clock);
  });

  afterEach(() => pool.close());

  async function encode(key: RenditionKey): Promise<void> {
    await clock.advance(33);
    pool.get(key)?.encode(clock.nowUs());
  }

  test('changes at once where nothing has been sent yet, and leaves a rendition that would encode for nobody', async () => {
    const subscription = pool.subscribe(high, peer);
    subscription.switchTo(low);
    expect([made[0]?.closed, pool.get(high)]).toEqual([1, undefined]);
    await encode(low);
    expect(peer.frames).toEqual(['low@33K']);
  });

  test('begins with what is cached then, whatever the switch asks for', async () => {
    pool.subscribe(low, new ClearPeer(clock));
    await encode(low);
    const subscription = pool.subscribe(high, peer);
    subscription.switchTo(low, 'next-key-frame');
    expect(peer.frames).toEqual(['low@33K']);
  });

  test('goes on as it is until the key frame of the other one, once something has been sent', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    subscription.switchTo(low);
    await encode(high);
    await encode(high);
    expect([peer.frames, made[0]?.closed]).toEqual([['high@33K', 'high@66'], 0]);
    // The frame of the other rendition takes the place of the one of the same time.
    pool.get(low)?.encode(clock.nowUs());
    expect([peer.frames.at(-1), made[0]?.closed]).toEqual(['low@99K', 1]);
  });
});
