import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FrameInput } from '../../media/frame-input.js';
import { FrameLedger } from '../../testing/frame-ledger.js';
import { LedgerFrameReader } from '../../testing/ledger-frame-reader.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import type { FrameSource } from '../../options/custom-stream.js';
import { PulledFeed } from './pulled-feed.js';

const START_US = 1_000_000_000;
const input = (timeUs?: number) =>
  ({ ...(timeUs !== undefined && { captureTimeUs: timeUs }) }) as unknown as FrameInput;

describe('PulledFeed', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let reader: LedgerFrameReader;
  let readAtMs: number[];
  let shownAtMs: number[];
  let captureTimesMs: number[];
  let stops = 0;
  let feed: PulledFeed;
  let told: [unknown, number][];

  beforeEach(() => {
    clock = new VirtualCaptureClock(START_US);
    ledger = new FrameLedger();
    reader = new LedgerFrameReader(ledger);
    [readAtMs, shownAtMs, captureTimesMs, stops, told] = [[], [], [], 0, []];
  });

  afterEach(async () => {
    await feed.close();
    expect(ledger.open).toBe(0);
  });

  const sinceStartMs = (timeUs: number) => (timeUs - START_US) / 1000;

  function open(read: FrameSource['read'], framerate = 25, stopAtClose = true): void {
    const source: FrameSource = {
      read: () => {
        readAtMs.push(sinceStartMs(clock.nowUs()));
        return read();
      },
      stop: () => stops++,
    };
    const onMetadata = (value: unknown, timeUs: number) => void told.push([value, sinceStartMs(timeUs)]);
    feed = new PulledFeed({ source, reader, clock, framerate, stopAtClose, onMetadata });
  }

  async function play(): Promise<void> {
    for (let frame = await feed.next(); frame !== undefined; frame = await feed.next()) {
      shownAtMs.push(sinceStartMs(clock.nowUs()));
      captureTimesMs.push(sinceStartMs(frame.captureTimeUs));
      frame.close();
    }
  }

  it('reads at the frame rate', async () => {
    open(() => input());
    const playing = play();
    await clock.advance(200);
    expect(readAtMs).toEqual([0, 40, 80, 120, 160, 200]);
    expect(captureTimesMs).toEqual(readAtMs);
    await feed.close();
    await playing;
  });

  it('tells what frames say of themselves, with their capture times', async () => {
    let number = 0;
    open(() => ({ ...input(number * 40_000), metadata: number++ }) as FrameInput);
    const playing = play();
    await clock.advance(90);
    expect(told.slice(0, 3)).toEqual(captureTimesMs.slice(0, 3).map((timeMs, index) => [index, timeMs]));
    expect(told.length).toBeGreaterThanOrEqual(3);
    await feed.close();
    await playing;
  });

  it('reads a slow source again at once, without catching up', async () => {
    open(async () => {
      await clock.sleep(100);
      return input();
    });
    const playing = play();
    await clock.advance(1000);
    expect(readAtMs).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(captureTimesMs).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    await feed.close();
    await playing;
  });

  it('paces frames with capture times by those', async () => {
    const times = [500, 510, 600, 601].map((timeMs) => input(timeMs * 1000));
    open(() => times.shift() ?? null);
    const playing = play();
    await clock.advance(1000);
    await playing;
    expect(shownAtMs).toEqual([0, 10, 100, 101]);
    expect(captureTimesMs).toEqual(shownAtMs);
  });

  it('copies the input before the wait, so that its memory can be reused', async () => {
    const times = [0, 50].map((timeMs) => input(timeMs * 1000));
    open(() => times.shift() ?? null);
    const playing = play();
    await clock.advance(10);
    expect([shownAtMs.length, ledger.open]).toEqual([1, 1]);
    await clock.advance(100);
    await playing;
  });

  it('frees each input it owns', async () => {
    const given = [input(), input()];
    const left = [...given];
    open(() => left.shift() ?? null);
    const playing = play();
    await clock.advance(200);
    await playing;
    expect(reader.released).toEqual(given);
  });

  it('frees a frame that arrives after it was closed', async () => {
    let answer: (late: FrameInput) => void = () => undefined;
    open(() => new Promise((resolve) => (answer = resolve)));
    const playing = play();
    await clock.advance(0);
    await feed.close();
    await playing;
    answer(input());
    await clock.advance(0);
    expect(reader.released).toHaveLength(1);
  });

  it('rejects with what read() throws', async () => {
    open(() => {
      throw new Error('The lens fell off');
    });
    const failing = expect(feed.next()).rejects.toThrow('The lens fell off');
    await clock.advance(0);
    await failing;
  });

  it('rejects undefined, which is not the end', async () => {
    open(() => undefined as never);
    const failing = expect(feed.next()).rejects.toMatchObject({ code: 'WGR_FRAME_INVALID' });
    await clock.advance(0);
    await failing;
  });

  it('stops the source once, unless it stays open', async () => {
    open(() => null);
    await feed.close();
    expect(stops).toBe(1);
    open(() => null, 25, false);
    await feed.close();
    expect(stops).toBe(1);
  });

  it('waits for a source to stop, up to a limit', async () => {
    feed = new PulledFeed({
      source: { read: () => null, stop: () => new Promise(() => undefined) },
      reader,
      clock,
      framerate: 25,
      stopAtClose: true,
    });
    let closed = false;
    const closing = feed.close().then(() => (closed = true));
    await clock.advance(0);
    await clock.advance(900);
    expect(closed).toBe(false);
    await clock.advance(200);
    await closing;
  });
});
