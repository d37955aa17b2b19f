import type { LineTail } from '../child-process/line-tail.js';

/** What ffmpeg reports about its input and output before the first frame. */
export interface AnnouncedOutput {
  readonly width: number;
  readonly height: number;
  /** Output frame rate; ffmpeg repeats and drops frames to keep it. */
  readonly framerate: number;
  /** The input states its duration, as a recording does. */
  readonly hasLength: boolean;
  /** The input arrives in segments of several seconds, which only pacing smooths. */
  readonly segmented: boolean;
  /** The input is a multipart response, which only ends with its connection. */
  readonly multipart: boolean;
}

/**
 * Reads the output size from ffmpeg's log: filters may change it, so only ffmpeg knows.
 *
 * Resolves with `undefined` if ffmpeg exits before reporting it.
 */
export function announcedOutput(messages: LineTail): Promise<AnnouncedOutput | undefined> {
  return new Promise((resolve) => {
    let hasLength = false;
    let segmented = false;
    let multipart = false;
    let inOutput = false;
    const unsubscribe = messages.onLine((line) => {
      if (/^Input #0, [^ ]*(hls|dash)/.test(line)) segmented = true;
      if (line.startsWith('Input #0, mpjpeg')) multipart = true;
      if (/^\s*Duration: \d/.test(line)) hasLength = true;
      if (line.startsWith('Output #0')) inOutput = true;
      const output = inOutput ? parseStreamLine(line) : undefined;
      if (output === undefined) return;
      unsubscribe();
      resolve({ ...output, hasLength, segmented, multipart });
    });
    void messages.finished.then(() => {
      unsubscribe();
      resolve(undefined);
    });
  });
}

const STREAM_LINE = /Stream #0:0.*: Video: .*?, (\d+)x(\d+)[ ,](?:.*, ([\d.]+)(k?) fps)?/;

const FALLBACK_RATE = 30;

/** Television's rates, of which ffmpeg prints two decimals. */
const NTSC_RATES = [24, 30, 48, 60, 120, 240].map((rate) => (rate * 1000) / 1001);

/** Frames are counted: two decimals would put them 40 ms beside their sound within four minutes. */
function exactRate(printed: number): number {
  return NTSC_RATES.find((rate) => Math.abs(rate - printed) < 0.0051) ?? printed;
}

function parseStreamLine(line: string): Pick<AnnouncedOutput, 'width' | 'height' | 'framerate'> | undefined {
  const [, width, height, rate, thousands] = STREAM_LINE.exec(line) ?? [];
  if (width === undefined || height === undefined) return undefined;
  const framerate = exactRate(Number(rate) * (thousands === 'k' ? 1000 : 1));
  return {
    width: Number(width),
    height: Number(height),
    framerate: framerate > 0 ? framerate : FALLBACK_RATE,
  };
}
