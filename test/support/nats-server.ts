import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServer } from '../../tools/executables.mjs';
import { endProcess } from './deadline.mjs';
import { freePort } from './free-port.js';

const START_TIMEOUT_MS = 10_000;

/** A message broker as an operator would run one: nats-server in a process of its own, on the loopback address. */
export class NatsServer implements AsyncDisposable {
  private readonly folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-nats-'));
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(
    readonly port: number,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /**
   * Starts it and waits until it listens.
   *
   * @param configuration what stands in its configuration file
   * @param environment variables that the file names
   */
  static async start(
    configuration = '',
    environment: Readonly<Record<string, string>> = {},
  ): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), environment);
    writeFileSync(server.configurationFile, configuration);
    try {
      await server.startAgain();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Its address. */
  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it on its port, after it has been stopped. */
  async startAgain(): Promise<void> {
    const program = findNatsServer();
    if (program === undefined) throw new Error('There is no NATS server: run `npm run setup:debian`');
    const args = ['-a', '127.0.0.1', '-p', String(this.port), '-c', this.configurationFile];
    const child = spawn(program, args, {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const collect = (chunk: Buffer): void => void (this.said += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const giveUpAtMs = performance.now() + START_TIMEOUT_MS;
    while (!(await this.listens())) {
      if (child.exitCode !== null || performance.now() > giveUpAtMs) {
        throw new Error(`The NATS server does not listen:\n${this.said}`);
      }
      await sleep(20);
    }
  }

  /** Ends it as if the machine had failed. */
  async kill(): Promise<void> {
    if (this.child !== undefined) await endProcess(this.child, { signal: 'SIGKILL', limitMs: 5000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get configurationFile(): string {
    return join(this.folder, 'nats.conf');
  }

  private async listens(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
