import { execFileSync } from 'node:child_process';
import { findOnPath } from '../executables.mjs';

/** Runs the program ffmpeg to its end, over files that are there. */
export function runFfmpeg(args) {
  const program = process.env['FFMPEG_PATH'] ?? findOnPath('ffmpeg');
  if (program === undefined) throw new Error('No ffmpeg here: run `npm run setup:debian`.');
  execFileSync(program, ['-v', 'error', '-y', ...args], { timeout: 60_000 });
}
