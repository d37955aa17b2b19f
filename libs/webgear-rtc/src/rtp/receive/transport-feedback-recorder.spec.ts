import { describe, expect, test } from '@jest/globals';
import { TransportFeedbackReader } from '../../congestion/transport-feedback.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import { TransportFeedbackRecorder } from './transport-feedback-recorder.js';

const [ours, theirs] = [0x11223344, 0x55667788];

/** What a sender reads out of all messages there are. */
function readAll(recorder: TransportFeedbackRecorder, reader = new TransportFeedbackReader()) {
  const told: (readonly [sequenceNumber: number, arrivalUs: number | 'lost'])[] = [];
  for (
    let message = recorder.take(ours, theirs);
    message !== undefined;
    message = recorder.take(ours, theirs)
  ) {
    expect([message.readUInt32BE(4), message.readUInt32BE(8)]).toEqual([ours, theirs]);
    expect(message.length).toBeLessThan(1200);
    const isRead = reader.read(message, {
      onReceived: (sequenceNumber, arrivalUs) => void told.push([sequenceNumber, arrivalUs]),
      onLost: (first, count) => {
        for (let index = 0; index < count; index++) told.push([(first + index) & 0xffff, 'lost']);
      },
    });
    expect(isRead).toBe(true);
  }
  return told;
}

describe('transport-wide feedback', () => {
  test('says when each packet arrived, to a quarter of a millisecond, and which did not', () => {
    const recorder = new TransportFeedbackRecorder();
    for (const [sequenceNumber, nowUs] of [
      [65_534, 1_000_000],
      [65_535, 1_001_250],
      [1, 1_200_000],
      [0, 1_200_250],
      [4, 1_200_500],
    ] as const) {
      recorder.note(sequenceNumber, nowUs);
    }
    const told = readAll(recorder);
    const [, first] = told[0] ?? [0, 0];
    expect(told.map(([number, at]) => [number, at === 'lost' ? at : at - Number(first)])).toEqual([
      [65_534, 0],
      [65_535, 1250],
      [0, 200_250],
      [1, 200_000],
      [2, 'lost'],
      [3, 'lost'],
      [4, 200_500],
    ]);
    expect(readAll(recorder)).toEqual([]);
  });

  test('agrees with what arrived, whatever that was', () => {
    const random = new SeededRandom(5);
    const recorder = new TransportFeedbackRecorder();
    const reader = new TransportFeedbackReader();
    let [sequence, nowUs] = [65_000, 77_000_000];
    let firstTold: number | undefined;
    let firstUs: number | undefined;
    for (let round = 0; round < 60; round++) {
      const arrived = new Map<number, number>();
      for (let packets = random.integer(0, 60); packets > 0; packets--) {
        nowUs += random.chance(0.02) ? random.integer(0, 9_000_000) : random.integer(0, 9_000);
        if (random.chance(0.8)) {
          recorder.note(sequence & 0xffff, nowUs);
          arrived.set(sequence & 0xffff, nowUs);
          firstUs ??= nowUs;
        }
        sequence++;
      }
      for (const [number, at] of readAll(recorder, reader)) {
        const atUs = arrived.get(number);
        if (at === 'lost') {
          if (atUs !== undefined) throw new Error(`${number} came.`);
          continue;
        }
        firstTold ??= at;
        expect(Math.abs(at - firstTold - (Number(atUs) - Number(firstUs)))).toBeLessThanOrEqual(250);
        arrived.delete(number);
      }
      expect(arrived.size).toBe(0);
    }
  });

  test('of a jump ahead is bounded', () => {
    const recorder = new TransportFeedbackRecorder();
    recorder.note(0, 1_000_000);
    recorder.note(30_000, 1_000_500);
    recorder.note(30_001, 1_000_750);
    const told = readAll(recorder);
    expect(told.length).toBeLessThan(2000);
    expect(told.slice(-2).map(([number]) => number)).toEqual([30_000, 30_001]);
  });
});
