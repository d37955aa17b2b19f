import { beforeEach, describe, expect, test } from '@jest/globals';
import { KeyFrameGate } from '../encoder/key-frame-gate.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { KeyFrameRequests } from './key-frame-requests.js';

describe('the key-frame requests of one viewer', () => {
  let sent: number;
  let requests: KeyFrameRequests;

  beforeEach(() => {
    sent = 0;
    requests = new KeyFrameRequests(() => sent++);
  });

  test('are passed on at once, the first two of them', () => {
    for (let again = 0; again < 10; again++) requests.request(0);
    expect(sent).toBe(2);
  });

  test('are one a second after that, however many come', () => {
    for (let ms = 0; ms < 10_000; ms += 20) {
      requests.request(ms * 1000);
      requests.frameSent(false, ms * 1000);
    }
    expect(sent).toBe(11);
  });

  test('are not lost when they are too many: the last is passed on when its second comes', () => {
    for (let again = 0; again < 3; again++) requests.request(0);
    requests.frameSent(false, 500_000);
    expect(sent).toBe(2);
    requests.frameSent(false, 1_000_000);
    requests.frameSent(false, 5_000_000);
    expect(sent).toBe(3);
  });

  test('are met by a key frame that comes for another reason', () => {
    for (let again = 0; again < 3; again++) requests.request(0);
    requests.frameSent(true, 100_000);
    requests.frameSent(false, 5_000_000);
    expect(sent).toBe(2);
  });

  test('leave the others theirs: one viewer makes a key frame a second, another gets its own at once', async () => {
    const clock = new VirtualCaptureClock();
    const gate = new KeyFrameGate(clock);
    const [greedy, other] = [1, 2].map(() => new KeyFrameRequests(() => gate.requestKeyFrame()));
    const keyFramesAtMs: number[] = [];
    for (let ms = 0; ms < 10_000; ms += 20) {
      greedy?.request(clock.nowUs());
      if (ms === 5500) other?.request(clock.nowUs());
      const keyFrame = gate.take();
      if (keyFrame) keyFramesAtMs.push(ms);
      for (const viewer of [greedy, other]) viewer?.frameSent(keyFrame, clock.nowUs());
      await clock.advance(20);
    }
    expect(keyFramesAtMs.length).toBeLessThanOrEqual(13);
    expect(keyFramesAtMs).toContain(5500);
  });
});
