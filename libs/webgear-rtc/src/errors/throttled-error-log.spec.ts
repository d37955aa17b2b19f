import { beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from './webgear-rtc.error.js';
import { ThrottledErrorLog } from './throttled-error-log.js';

describe('ThrottledErrorLog', () => {
  let lines: [message: string, stack: string | undefined][];
  let nowMs: number;
  let log: ThrottledErrorLog;

  beforeEach(() => {
    [lines, nowMs] = [[], 1000];
    const logger = { error: (message: string, stack?: string) => void lines.push([message, stack]) };
    log = new ThrottledErrorLog(logger, 'Stream "yard": ', () => nowMs);
  });

  test('logs a repeated error once, and then its count', () => {
    for (let frame = 0; frame < 900; frame++, nowMs += 1000 / 30)
      log.report(new Error(`frame ${frame} failed`));
    expect(lines.map(([message]) => message)).toEqual([
      'Stream "yard": frame 0 failed',
      expect.stringMatching(/^Stream "yard": frame \d+ failed \(30\d more times in 10 s\)$/),
    ]);
  });

  test('logs errors of another kind at once', () => {
    log.report(new Error('one'));
    log.report('another');
    expect(lines.map(([message]) => message)).toEqual(['Stream "yard": one', 'Stream "yard": another']);
  });

  test('logs the stack of application errors only', () => {
    const cause = new TypeError("Cannot read properties of undefined (reading 'width')");
    const detail = { source: 'T', reason: cause.message };
    log.report(new WebGearRtcError('WGR_SOURCE_FAILED', detail, { cause }));
    log.report(new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source: 'x' }, { cause }));
    expect(lines[0]?.[1]).toBe(cause.stack);
    expect(lines[1]?.[1]).toBeUndefined();
  });

  test('remembers a bounded number of kinds', () => {
    const letters = Array.from({ length: 200 }, (_, index) => 'x'.repeat(index + 1));
    for (const letter of letters) log.report(letter);
    log.report('x');
    expect(lines).toHaveLength(201);
  });
});
