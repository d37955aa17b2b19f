import { expect, test } from '@jest/globals';
import type { RenditionKey } from '../media/rendition-key.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { ClearPeer } from '../testing/clear-peer.js';
import { TestRendition } from '../testing/test-rendition.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { RenditionPool } from './rendition-pool.js';

const rung = (name: string): RenditionKey => ({ track: 'video', codec: 'vp8', rung: name });
const [high, low] = [rung('high'), rung('low')];

test('changes at once where nothing has been sent yet, and leaves a rendition that would encode for nobody', async () => {
  const clock = new VirtualCaptureClock();
  const rtpClock = new RtpClock(0, 0);
  const made: TestRendition[] = [];
  const pool = new RenditionPool({
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
  const peer = new ClearPeer(clock);
  const subscription = pool.subscribe(high, peer);
  subscription.switchTo(low);
  expect([made[0]?.closed, pool.get(high)]).toEqual([1, undefined]);
  await clock.advance(33);
  pool.get(low)?.encode(clock.nowUs());
  expect(peer.frames).toEqual(['low@33K']);
  await pool.close();
});
