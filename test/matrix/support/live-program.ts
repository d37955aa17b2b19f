import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { endProcess } from '../../support/deadline.mjs';
import { split } from './generated-inputs.js';
import type { LiveSender } from './matrix-row.interface.js';
import { ffmpegProgram } from './run-ffmpeg.js';
import { patternInput } from './test-pattern.js';

/** Longer than any row takes. */
const endlessSeconds = 600;

/** How the test pattern is sent. */
export interface LiveProgramSettings {
  /** FFmpeg's words for codec, muxer and address. */
  readonly words: string;
  readonly rate?: number | string;
  readonly otherInputs?: string;
}

/** The ffmpeg program sending the test pattern at its own speed until it is unplugged. */
export class LiveProgram implements LiveSender {
  private child: ChildProcess | undefined;

  private constructor(private readonly settings: LiveProgramSettings) {}

  static async start(settings: LiveProgramSettings): Promise<LiveProgram> {
    const program = new LiveProgram(settings);
    await program.plugIn();
    return program;
  }

  async plugIn(): Promise<void> {
    this.child = spawnLive(this.settings, 'ignore');
    await once(this.child, 'spawn');
  }

  async unplug(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child !== undefined) await endProcess(child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unplug();
  }
}

/** Starts ffmpeg sending; what `output` is decides where its standard output goes. */
export function spawnLive(
  { words, rate = 25, otherInputs = '' }: LiveProgramSettings,
  output: 'ignore' | 'pipe',
): ChildProcess {
  const input = ['-re', ...patternInput('160x120', rate, endlessSeconds), ...split(otherInputs)];
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...input, ...split(words)];
  const child = spawn(ffmpegProgram, args, { stdio: ['ignore', output, 'ignore'] });
  // One that does not start sends nothing, and its row says so.
  child.on('error', () => undefined);
  return child;
}
