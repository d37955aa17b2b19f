import { spawn } from 'node:child_process';
import { findOnPath } from '../../../tools/executables.mjs';

/** The ffmpeg program that makes and checks the inputs of the matrix. */
export const ffmpegProgram = process.env['FFMPEG_PATH'] || (findOnPath('ffmpeg') ?? 'ffmpeg');

const longestMs = 60_000;

/** What a program wrote. */
export interface ProgramOutput {
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs ffmpeg to its end without blocking this process, in which other rows are being measured.
 *
 * @throws Error when it ends with a failure
 */
export function runFfmpeg(args: readonly string[], stdin: Buffer = Buffer.alloc(0)): Promise<ProgramOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpegProgram, ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
      timeout: longestMs,
      killSignal: 'SIGKILL',
    });
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    // It may end before it has read everything; what it says of that is in its output.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    child.on('close', (status) => {
      if (status === 0) resolve({ stdout: Buffer.concat(stdout), stderr });
      else reject(new Error(`ffmpeg ${args.join(' ')} ended with ${status}: ${stderr}`));
    });
  });
}
