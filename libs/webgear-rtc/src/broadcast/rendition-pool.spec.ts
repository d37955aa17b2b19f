import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { renditionKeyId, type RenditionKey } from '../media/rendition-key.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { ClearPeer } from '../testing/clear-peer.js';
import { TestRendition } from '../testing/test-rendition.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { RenditionPool } from './rendition-pool.js';

const rung = (name: string): RenditionKey => ({ track: 'video', codec: 'vp8', rung: name });
const [high, low, other] = [rung('high'), rung('low'), rung('other')];

describe('a pool of renditions', () => {
  let clock: VirtualCaptureClock;
  let made: TestRendition[];
  let pool: RenditionPool<TestRendition>;
  let peer: ClearPeer;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    made = [];
    peer = new ClearPeer(clock);
    const rtpClock = new RtpClock(0, 2 ** 32 - 5000);
    pool = new RenditionPool({
      create: (key) => {
        const rendition = renditionKeyId(key);
        if (key.rung === 'none')
          throw new WebGearRtcError('WGR_RENDITION_UNKNOWN', { streamName: 'test', rendition });
        made.push(new TestRendition(key.rung, rtpClock));
        return made.at(-1) as TestRendition;
      },
      clock,
      onError: (error) => {
        throw error;
      },
    });
  });

  afterEach(async () => {
    await pool.close();
    expect(made.map(({ closed }) => closed)).toEqual(made.map(() => 1));
  });

  test('counts on where a rendition has ended and starts again', async () => {
    const counts = () =>
      pool.totals().map((total) => [total.rung, total.framesEncoded, total.encodersOpened]);
    const first = pool.acquire(high);
    const lower = pool.acquire(low);
    await encode(high, low);
    await encode(high);
    expect(counts()).toEqual([
      ['high', 2, 1],
      ['low', 1, 1],
    ]);
    first.release();
    expect(pool.stats().map(({ rung: name }) => name)).toEqual(['low']);
    const again = pool.acquire(high);
    await encode(high);
    expect(counts()).toEqual([
      ['high', 3, 2],
      ['low', 1, 1],
    ]);
    again.release();
    lower.release();
    expect(counts()).toEqual([
      ['high', 3, 2],
      ['low', 1, 1],
    ]);
  });

  const one = (key: RenditionKey): TestRendition => pool.get(key) as TestRendition;

  /** The next frame of the source, encoded in this order by those of the renditions that are in use. */
  async function encode(...keys: RenditionKey[]): Promise<void> {
    await clock.advance(33);
    for (const key of keys) pool.get(key)?.encode(clock.nowUs());
  }

  function expectContinuous(): void {
    const { media } = peer;
    const steps = media
      .slice(1)
      .map(({ sequenceNumber, timestamp }, index) => [
        (sequenceNumber - (media[index]?.sequenceNumber ?? 0)) & 0xffff,
        (timestamp - (media[index]?.timestamp ?? 0)) >>> 0,
      ]);
    expect(steps).toEqual(steps.map(() => [1, 33 * 90]));
  }

  test('has each rendition from its first subscription to its last', () => {
    const subscriptions = [pool.subscribe(high), pool.subscribe(high), pool.subscribe(low)];
    expect(made.map(({ id }) => id)).toEqual(['high', 'low']);
    subscriptions[0]?.release();
    subscriptions[0]?.release();
    expect(one(high).closed).toBe(0);
    subscriptions[1]?.release();
    expect([made[0]?.closed, pool.get(high)]).toEqual([1, undefined]);
    pool.subscribe(high);
    expect(made).toHaveLength(3);
  });

  test('does not know some, and says so', () => {
    expect(() => pool.subscribe(rung('none'))).toThrow(
      expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' }),
    );
    expect(made).toEqual([]);
  });

  describe.each([
    ['first', [high, low]],
    ['last', [low, high]],
  ] as const)('with the rendition in use encoded %s, a switch', (_order, order) => {
    test('takes effect at a key frame, and sends every capture time once', async () => {
      const subscription = pool.subscribe(high, peer);
      pool.subscribe(low, { sendFrame: () => true });
      for (let frame = 0; frame < 3; frame++) await encode(...order);
      subscription.switchTo(low);
      for (let frame = 0; frame < 3; frame++) await encode(...order);
      subscription.switchTo(high);
      for (let frame = 0; frame < 3; frame++) await encode(...order);
      const sent = peer.frames;
      expect(sent.map((frame) => frame.split('@')[1]?.replace('K', ''))).toEqual(
        [33, 66, 99, 132, 165, 198, 231, 264, 297].slice(0, sent.length).map(String),
      );
      expect(sent.length).toBeGreaterThanOrEqual(8);
      const changes = sent.filter((frame, index) => frame.slice(0, 3) !== sent[index - 1]?.slice(0, 3));
      expect(changes).toHaveLength(3);
      for (const change of changes) expect(change).toMatch(/K$/);
      expectContinuous();
      expect(subscription.framesDropped()).toBe(0);
    });
  });

  test('goes on with the rendition in use until the next one has a key frame', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    subscription.switchTo(low);
    for (let frame = 0; frame < 4; frame++) await encode(high);
    expect(peer.frames).toEqual(['high@33K', 'high@66', 'high@99', 'high@132']);
    expect([one(high).closed, one(low).closed]).toEqual([0, 0]);
    await encode(high, low);
    expect(peer.frames.slice(4)).toEqual(['high@165', 'low@198K']);
    expect([made[0]?.closed, pool.get(high)]).toEqual([1, undefined]);
    expectContinuous();
  });

  test('still repeats packets from before a switch, in the sequence of their own', async () => {
    const subscription = pool.subscribe(high, peer);
    for (let frame = 0; frame < 3; frame++) await encode(high);
    subscription.switchTo(low);
    for (let frame = 0; frame < 3; frame++) await encode(high, low);
    const [, lost] = peer.media;
    peer.sender.retransmit([lost?.sequenceNumber ?? 0], clock.nowUs());
    const repeated = peer.packets.find(({ ssrc }) => ssrc === 2);
    expect(repeated?.timestamp).toBe(lost?.timestamp);
    expect(repeated?.payload.readUInt16BE(0)).toBe(lost?.sequenceNumber);
    expect(repeated?.payload.subarray(6).toString()).toBe('high@66');
  });

  test('does not begin with cached frames that the sink has been sent from the other rendition', async () => {
    pool.subscribe(low, { sendFrame: () => true });
    const subscription = pool.subscribe(high, peer);
    await encode(low, high);
    await encode(low, high);
    subscription.switchTo(low);
    expect(peer.frames).toEqual(['high@33K', 'high@66']);
    expect(one(low).requests).toBe(1 + 1);
    for (let frame = 0; frame < 3; frame++) await encode(low, high);
    expect(peer.frames.slice(2)).toEqual(['low@99K', 'low@132', 'low@165']);
    expectContinuous();
  });

  test('follows the newest of switches that come one after the other', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    subscription.switchTo(low);
    await encode(high);
    subscription.switchTo(other);
    expect([made.map(({ id, closed }) => [id, closed])]).toEqual([
      [
        ['high', 0],
        ['low', 1],
        ['other', 0],
      ],
    ]);
    await encode(high, other);
    await encode(other);
    expect(peer.frames).toEqual(['high@33K', 'high@66', 'other@99K', 'other@132']);
    expectContinuous();
  });

  test('stays where it is when a switch is taken back while it waits for a key frame', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    subscription.switchTo(low);
    subscription.switchTo(low);
    expect(made).toHaveLength(2);
    await encode(high);
    subscription.switchTo(high);
    expect(made[1]?.closed).toBe(1);
    await encode(high);
    expect(peer.frames).toEqual(['high@33K', 'high@66', 'high@99']);
    expectContinuous();
  });

  test('leaves everything as it is when a switch names a rendition that is not there', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    subscription.switchTo(low);
    expect(() => subscription.switchTo(rung('none'))).toThrow(
      expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' }),
    );
    await encode(high, low);
    await encode(low);
    expect(peer.frames).toEqual(['high@33K', 'low@66K', 'low@99']);
  });

  test('ends both renditions when it is released while it switches, and sends nothing more', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    const [before] = made;
    subscription.switchTo(low);
    const after = one(low);
    subscription.release();
    subscription.switchTo(other);
    subscription.requestKeyFrame();
    after.encode(99_000);
    before?.encode(99_000);
    expect(made.map(({ closed }) => closed)).toEqual([1, 1]);
    expect(peer.frames).toEqual(['high@33K']);
  });

  test('switches at once where there is nobody to send to yet, and has a key frame made ready again', () => {
    const subscription = pool.subscribe(high);
    subscription.prepare();
    subscription.switchTo(low);
    expect(made.map(({ id, requests, closed }) => [id, requests, closed])).toEqual([
      ['high', 1, 1],
      ['low', 1, 0],
    ]);
  });

  test('does not wait for a rendition that delivers nothing any more', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    one(high).delivers = false;
    subscription.switchTo(low);
    expect(made[0]?.closed).toBe(1);
    await encode(low);
    expect(peer.frames).toEqual(['high@33K', 'low@66K']);
  });

  test('asks for another key frame when the sink did not take the one to switch at', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    subscription.switchTo(low);
    peer.full = true;
    await encode(high, low);
    peer.full = false;
    const { requests } = one(low);
    expect(requests).toBeGreaterThan(0);
    await clock.advance(1000);
    for (let frame = 0; frame < 3; frame++) await encode(high, low);
    expect(peer.frames.slice(0, 3)).toEqual(['high@33K', 'high@66', 'low@1099K']);
    expect(subscription.framesDropped()).toBe(0);
  });

  test('goes on at a key frame after the sink did not take a frame while it switches', async () => {
    const subscription = pool.subscribe(high, peer);
    await encode(high);
    subscription.switchTo(low);
    await encode(high);
    peer.full = true;
    await encode(high);
    peer.full = false;
    await encode(high);
    expect(peer.frames).toEqual(['high@33K']);
    expect(subscription.framesDropped()).toBeGreaterThan(0);
    subscription.switchTo(high);
    await encode(high);
    expect(peer.frames.slice(1)).toEqual(['high@132K', 'high@165']);
  });

  test('counts no frames as dropped that it only waited for', async () => {
    const subscription = pool.subscribe(high, peer);
    pool.subscribe(low, { sendFrame: () => true });
    await encode(high, low);
    await encode(high, low);
    subscription.switchTo(low);
    for (let frame = 0; frame < 3; frame++) await encode(high, low);
    expect(peer.frames.at(-1)).toMatch(/^low/);
    expect(subscription.framesDropped()).toBe(0);
  });
});
