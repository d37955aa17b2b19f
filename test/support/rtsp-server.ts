import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findRtspServerPython } from '../../tools/executables.mjs';
import { endProcess } from './deadline.mjs';

const script = fileURLToPath(new URL('./rtsp-server.py', import.meta.url));

/** Codec of a camera's sound; `l16` with a film alone. */
export type CameraSound = 'aac' | 'pcmu' | 'pcma' | 'opus' | 'l16' | '';

/** A camera on the network that a test can unplug: GStreamer's RTSP server in a process of its own. */
export class RtspServer implements AsyncDisposable {
  private child: ChildProcess | undefined;
  private port = 0;

  private constructor(
    private readonly password: string,
    private readonly transport: 'udp' | '',
    private readonly sound: CameraSound,
    private readonly film: string,
  ) {}

  /**
   * @param password what it asks the user `viewer` for; nothing when left out
   * @param transport how alone it sends; in whatever way it is asked to when left out
   * @param sound codec of its sound; none when left out
   * @param film Matroska file of H.264 and that sound, sent in place of a ball and ticks
   */
  static async start(
    password = '',
    transport: 'udp' | '' = '',
    sound: CameraSound = '',
    film = '',
  ): Promise<RtspServer> {
    const server = new RtspServer(password, transport, sound, film);
    await server.plugIn();
    return server;
  }

  /** @param userInfo for example `viewer:secret` */
  url(userInfo?: string): string {
    return `rtsp://${userInfo === undefined ? '' : `${userInfo}@`}127.0.0.1:${this.port}/stream`;
  }

  /** Starts it, again on the port it had. */
  async plugIn(): Promise<void> {
    const python = findRtspServerPython();
    if (python === undefined) throw new Error('There is no RTSP server: run `npm run setup:debian`');
    const words = [script, String(this.port), this.password, this.transport, this.sound, this.film];
    const child = spawn(python, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const deadline = AbortSignal.timeout(20_000);
    for (;;) {
      const port = /ready (\d+)/.exec(said)?.[1];
      if (port !== undefined) {
        this.port = Number(port);
        return;
      }
      if (child.exitCode !== null) throw new Error(`The RTSP server ended: ${said}`);
      await Promise.race([
        once(child.stdout, 'data', { signal: deadline }),
        once(child, 'close', { signal: deadline }),
      ]);
    }
  }

  /** Ends it without a word, as a power cut does. */
  async unplug(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child !== undefined) await endProcess(child);
  }

  /** Makes it hold its breath: connections stay, and nothing comes. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unplug();
  }
}
