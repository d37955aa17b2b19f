import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServer } from '../../tools/executables.mjs';
import { endProcess } from './deadline.mjs';
import { freePort } from './free-port.js';

const START_TIMEOUT_MS = 10_000;

/** How a broker is started. */
export interface NatsServerSettings {
  /** What stands in its configuration file. */
  readonly configuration?: string;
  /** Variables that the file names. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it listens; on the loopback address by default. */
  readonly address?: string;
  /** What the command begins with, to run it elsewhere. */
  readonly through?: readonly string[];
}

/** A message broker as an operator would run one: nats-server in a process of its own. */
export class NatsServer implements AsyncDisposable {
  private readonly folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-nats-'));
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(
    readonly port: number,
    private readonly settings: NatsServerSettings,
  ) {}

  /** Starts it and waits until it listens. */
  static async start(settings: NatsServerSettings = {}): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), settings);
    writeFileSync(server.configurationFile, settings.configuration ?? '');
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
    return `nats://${this.address}:${this.port}`;
  }

  /** What it has said since it was started first. */
  get output(): string {
    return this.said;
  }

  /** Has it read another configuration while it runs; connections stay. */
  async reconfigure(configuration: string): Promise<void> {
    writeFileSync(this.configurationFile, configuration);
    const before = this.said.length;
    this.child?.kill('SIGHUP');
    while (!this.said.slice(before).includes('Reloaded server configuration')) await sleep(20);
  }

  /** Starts it on its port, after it has been stopped. */
  async startAgain(): Promise<void> {
    const program = findNatsServer();
    if (program === undefined) throw new Error('There is no NATS server: run `npm run setup:debian`');
    const { through = [], environment } = this.settings;
    const args = ['-a', this.address, '-p', String(this.port), '-c', this.configurationFile];
    const [command = program, ...words] = [...through, program, ...args];
    const child = spawn(command, words, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const before = this.said.length;
    const collect = (chunk: Buffer): void => void (this.said += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const giveUpAtMs = performance.now() + START_TIMEOUT_MS;
    while (!this.said.slice(before).includes('Server is ready')) {
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

  private get address(): string {
    return this.settings.address ?? '127.0.0.1';
  }
}
