import { describe, expect, it } from '@jest/globals';
import { statusText } from './status-display.js';
import { StatusLine } from './status-line.js';
import { StatusLog } from './status-log.js';
import type { StreamReading } from './stream-meter.js';

function reading(changes: Partial<StreamReading> = {}): StreamReading {
  return {
    streamName: 'default',
    state: 'live',
    viewers: 1,
    framesPerSecond: 29.97,
    bitrateBps: 2_060_000,
    ...changes,
  };
}

class Screen {
  text = '';

  constructor(readonly columns: number | undefined = undefined) {}

  write(text: string): void {
    this.text += text;
  }

  /** What a person sees: nothing of a line before its last carriage return. */
  get lines(): string[] {
    return this.text.split('\n').map((line) => line.split('\r\u001B[2K').at(-1) ?? '');
  }
}

describe('the status in words', () => {
  it.each([
    [reading(), 'live, 1 viewer, 30 fps, 2.1 Mbit/s'],
    [reading({ viewers: 3, bitrateBps: 640_400 }), 'live, 3 viewers, 30 fps, 640 kbit/s'],
    [reading({ bitrateBps: 999_900 }), 'live, 1 viewer, 30 fps, 1.0 Mbit/s'],
    [reading({ state: 'idle', viewers: 0 }), 'idle, 0 viewers'],
  ])('of %j', (stream, words) => {
    expect(statusText([stream])).toBe(words);
  });

  it('names the streams where there are several', () => {
    const streams = [reading({ streamName: 'front', state: 'idle' }), reading({ streamName: 'yard' })];
    expect(statusText(streams)).toBe('front: idle, 1 viewer | yard: live, 1 viewer, 30 fps, 2.1 Mbit/s');
  });
});

describe('the status line of a terminal', () => {
  it('is one line, however often it is shown', () => {
    const screen = new Screen();
    const line = new StatusLine(screen);
    line.show([reading({ state: 'reconnecting' })]);
    line.show([reading({ state: 'idle', viewers: 0 })]);
    expect(screen.lines).toEqual(['idle, 0 viewers']);
  });

  it('never wraps', () => {
    const screen = new Screen(10);
    new StatusLine(screen).show([reading()]);
    expect(screen.lines).toEqual(['live, 1 v']);
  });

  it.each([undefined, 0])('is whole on a terminal of unknown width (%s)', (columns) => {
    const screen = new Screen(columns);
    new StatusLine(screen).show([reading()]);
    expect(screen.lines).toEqual(['live, 1 viewer, 30 fps, 2.1 Mbit/s']);
  });

  it('stays below what others write', () => {
    const screen = new Screen();
    const line = new StatusLine(screen);
    line.around(() => screen.write('first\n'));
    line.show([reading({ state: 'idle', viewers: 0 })]);
    line.around(() => screen.write('second\n'));
    expect(screen.lines).toEqual(['first', 'second', 'idle, 0 viewers']);
  });

  it('leaves the cursor on a line of its own', () => {
    const screen = new Screen();
    const line = new StatusLine(screen);
    line.show([reading({ state: 'idle', viewers: 0 })]);
    line.close();
    line.close();
    expect(screen.lines).toEqual(['idle, 0 viewers', '']);
  });
});

describe('the status log', () => {
  const noon = (): Date => new Date('2030-01-01T12:00:00Z');
  const idle = reading({ state: 'idle', viewers: 0 });

  /** The lines after each of these readings, one a second. */
  function linesAfter(readings: readonly StreamReading[]): string[] {
    const screen = new Screen();
    const log = new StatusLog(screen, noon);
    for (const [second, stream] of readings.entries()) log.show([stream], second * 1000);
    return screen.text.split('\n').slice(0, -1);
  }

  it('is silent while nothing changes but the rates', () => {
    expect(linesAfter([idle, idle, idle])).toEqual([]);
  });

  it('writes a change once it has lasted a second, with the time of day', () => {
    expect(linesAfter([idle, reading()])).toEqual([]);
    expect(linesAfter([idle, reading(), reading(), reading({ bitrateBps: 1 })])).toEqual([
      '2030-01-01T12:00:00.000Z live, 1 viewer, 30 fps, 2.1 Mbit/s',
    ]);
  });

  it('writes at most every ten seconds, and then what holds by then', () => {
    const coming = Array.from({ length: 24 }, (_, second) =>
      reading({ viewers: 1 + Math.floor(second / 2) }),
    );
    const viewers = linesAfter([idle, ...coming]).map((line) => /(\d+) viewer/.exec(line)?.[1]);
    expect(viewers).toEqual(['1', '6', '11']);
  });
});
