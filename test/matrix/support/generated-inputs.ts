import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFfmpeg } from './run-ffmpeg.js';
import { patternInput } from './test-pattern.js';

/** Whether all combinations run with longer clips, as `npm run test:matrix` does. */
export const longForm = process.env['MATRIX_LONG'] === '1';

/** Length of a clip, in seconds: as short as its speed can still be told. */
export const clipSeconds = longForm ? 5 : 1.6;

/** How a clip of the test pattern is made. */
export interface ClipRecipe {
  /** Name of the file, whose ending chooses the container unless `words` name one. */
  readonly file: string;
  /** FFmpeg's words for the output: codec, container, filters. */
  readonly words: string;
  readonly size?: string;
  readonly rate?: number | string;
  readonly seconds?: number;
  readonly alpha?: number;
  /** FFmpeg's words for further inputs, after the pattern. */
  readonly otherInputs?: string;
}

/** The files of one run, in a folder of their own; each is made once. */
export class GeneratedInputs implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-matrix-'));
  private readonly made = new Map<string, Promise<string>>();
  private last: Promise<unknown> = Promise.resolve();

  /** Path of a file that is in the folder, or will be. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** A clip of the test pattern. */
  clip({
    file,
    words,
    size = '160x120',
    rate = 25,
    seconds = clipSeconds,
    alpha,
    otherInputs = '',
  }: ClipRecipe): Promise<string> {
    return this.once(file, () =>
      runFfmpeg([
        ...patternInput(size, rate, seconds, alpha),
        ...split(otherInputs),
        ...split(words),
        this.path(file),
      ]),
    );
  }

  /** A file made of others, or by other means; `make` writes it. */
  once(file: string, make: (path: string) => Promise<unknown>): Promise<string> {
    const path = this.path(file);
    const known = this.made.get(file);
    if (known !== undefined) return known;
    // One after the other: encoders use all processors already.
    const making = this.last.then(() => make(path)).then(() => path);
    this.last = making.catch(() => undefined);
    this.made.set(file, making);
    return making;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Words at blanks; FFmpeg's own quotes stay. */
export function split(words: string): string[] {
  return words.split(' ').filter((word) => word !== '');
}
