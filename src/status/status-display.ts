import type { StreamReading } from './stream-meter.js';

/** The part of a stream that the program writes to. */
export interface TextOutput {
  /** Writes text as it is. */
  write(text: string): unknown;
  /** Whether a person sees it. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined;
}

/** Whether text that was written can be written over. */
export function canRewrite(output: TextOutput, environment: NodeJS.ProcessEnv = process.env): boolean {
  return output.isTTY === true && environment['TERM'] !== 'dumb';
}

/** Where the state of the streams is shown. */
export interface StatusDisplay {
  /** Takes the readings of this moment, about once a second. */
  show(readings: readonly StreamReading[], nowMs: number): void;
  /** Leaves the output as the next one expects it. */
  close(): void;
}

/** `live, 3 viewers, 30 fps, 2.1 Mbit/s`; several streams each with its name. */
export function statusText(readings: readonly StreamReading[]): string {
  if (readings.length === 1) return readings.map(streamText).join('');
  return readings.map((reading) => `${reading.streamName}: ${streamText(reading)}`).join(' | ');
}

function streamText({ state, viewers, framesPerSecond, bitrateBps }: StreamReading): string {
  const parts = [state, `${viewers} ${viewers === 1 ? 'viewer' : 'viewers'}`];
  if (state !== 'idle' && state !== 'closed')
    parts.push(`${Math.round(framesPerSecond)} fps`, rate(bitrateBps));
  return parts.join(', ');
}

function rate(bps: number): string {
  return bps < 999_500 ? `${Math.round(bps / 1000)} kbit/s` : `${(bps / 1_000_000).toFixed(1)} Mbit/s`;
}
