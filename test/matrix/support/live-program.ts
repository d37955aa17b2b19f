import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
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
    if (child !== undefined) await killed(child);
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
  return spawn(ffmpegProgram, args, { stdio: ['ignore', output, 'ignore'] });
}

/** Resolves when the process is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** A UDP port that nobody uses, even, as RTP wants it. */
export async function freeUdpPort(): Promise<number> {
  for (;;) {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(resolve));
    if (port % 2 === 0) return port;
  }
}

/** A TCP port that nobody uses. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
