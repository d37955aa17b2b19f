import type { LineTail } from '../child-process/line-tail.js';
import { OUTPUT_NAME } from './pipeline-command.js';

/** Caps of the frames GStreamer writes. */
export interface FrameCaps {
  readonly width: number;
  readonly height: number;
  readonly framerate: number;
}

/** For pipelines with a variable frame rate. */
const FALLBACK_RATE = 30;

/** Calls the listener with the caps of the output element, and again whenever they change. */
export function onFrameCaps(prints: LineTail, listener: (caps: FrameCaps) => void): void {
  const prefix = new RegExp(`:${OUTPUT_NAME}\\.GstPad:sink: caps = video/x-raw`);
  prints.onLine((line) => {
    const caps = prefix.test(line) ? capsOf(line) : undefined;
    if (caps !== undefined) listener(caps);
  });
}

/** Calls the listener with the caps of each element that negotiates the format of the output, where GStreamer logs its events. */
export function onNegotiatedCaps(prints: LineTail, listener: (caps: FrameCaps) => void): void {
  prints.onLine((line) => {
    const isOutput = /creating caps event video\/x-raw.*format=\(string\)YUY2/.test(line);
    const caps = isOutput ? capsOf(line) : undefined;
    if (caps !== undefined) listener(caps);
  });
}

function capsOf(line: string): FrameCaps | undefined {
  const [width, height] = [numberOf(line, 'width'), numberOf(line, 'height')];
  if (width === undefined || height === undefined) return undefined;
  const [, numerator, denominator] = /framerate=\(fraction\)(\d+)\/(\d+)/.exec(line) ?? [];
  const framerate = Number(numerator) / Number(denominator);
  return { width, height, framerate: framerate > 0 && framerate <= 1000 ? framerate : FALLBACK_RATE };
}

function numberOf(line: string, field: string): number | undefined {
  const digits = new RegExp(` ${field}=\\(int\\)(\\d+)`).exec(line)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
