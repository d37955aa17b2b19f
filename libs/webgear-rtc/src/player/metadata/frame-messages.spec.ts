import { beforeEach, describe, expect, it } from '@jest/globals';
import { FrameMessages, parseMessage, ticksBehind } from './frame-messages.js';

describe('messages that wait for their frame', () => {
  let messages: FrameMessages;

  beforeEach(() => {
    messages = new FrameMessages();
  });

  const add = (...timestamps: number[]): void => {
    for (const rtpTimestamp of timestamps)
      messages.add({ rtpTimestamp, captureTimeMs: 0, value: rtpTimestamp });
  };
  const taken = (rtpTimestamp?: number): unknown[] => messages.take(rtpTimestamp).map(({ value }) => value);

  it('are taken with their frame, and not before', () => {
    add(3000, 6000, 9000);
    expect(taken(2999)).toEqual([]);
    expect(taken(3000)).toEqual([3000]);
    expect(taken(3000)).toEqual([]);
    expect(taken(6000)).toEqual([6000]);
  });

  it('are taken with the next frame where theirs was skipped, or was there before them', () => {
    add(3000, 6000, 9000);
    expect(taken(7000)).toEqual([3000, 6000]);
    add(1000);
    expect(taken(7000)).toEqual([1000]);
  });

  it('are in the order of their frames, also where timestamps wrap', () => {
    add(2000, 2 ** 32 - 1000, 500);
    expect(taken(2 ** 32 - 1000)).toEqual([2 ** 32 - 1000]);
    expect(taken(2000)).toEqual([500, 2000]);
    expect([ticksBehind(2 ** 32 - 1000, 500), ticksBehind(500, 2 ** 32 - 1000)]).toEqual([1500, -1500]);
  });

  it('are all taken by a browser that does not tell which frame it shows', () => {
    add(3000, 6000);
    expect(taken()).toEqual([3000, 6000]);
  });

  it('are 60 at most, the newest', () => {
    add(...Array.from({ length: 100 }, (_, number) => number * 3000));
    expect(taken()).toEqual(Array.from({ length: 60 }, (_, number) => (number + 40) * 3000));
  });

  it('are forgotten with their server', () => {
    add(3000);
    messages.clear();
    expect(taken(3000)).toEqual([]);
  });
});

it.each(['', 'null', '{}', '1', '{"rtpTimestamp":"1"}', '<html>'])('%j is no message', (text) => {
  expect(parseMessage(text)).toBeUndefined();
});
