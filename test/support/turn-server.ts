import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTurnServer } from '../../tools/executables.mjs';
import { endProcess } from './deadline.mjs';
import { freePort } from './free-port.js';

const startTimeoutMs = 20_000;
const certificateName = 'certificate.pem';
const keyName = 'key.pem';

/** A relay on the loopback address, as an operator would run one: coturn in a process of its own. */
export class TurnServer implements AsyncDisposable {
  readonly username = 'viewer';
  readonly credential = 'a secret of the operator';
  private said = '';

  private constructor(
    readonly port: number,
    private readonly tlsPort: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    const collect = (chunk: Buffer): void => void (this.said += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param secret in place of an account, for accounts that end by themselves
   */
  static async start(secret?: string): Promise<TurnServer> {
    const program = findTurnServer();
    if (program === undefined) throw new Error('There is no TURN server: run `npm run setup:debian`');
    const [port, tlsPort] = [await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-turn-'));
    makeCertificate(folder);
    const words = [
      `-n --listening-ip=127.0.0.1 --relay-ip=127.0.0.1 --listening-port=${port}`,
      '--allow-loopback-peers --lt-cred-mech --realm=example.org --no-cli --no-dtls',
      `--tls-listening-port=${tlsPort} --cert=${join(folder, certificateName)} --pkey=${join(folder, keyName)}`,
      `--no-rfc5780 --no-multicast-peers --verbose --log-file=stdout --simple-log`,
      `--pidfile=${join(folder, 'pid')} --userdb=${join(folder, 'users')}`,
    ];
    const args = words.flatMap((line) => line.split(' '));
    if (secret === undefined) args.push('--user=viewer:a secret of the operator');
    else args.push('--use-auth-secret', `--static-auth-secret=${secret}`);
    const server = new TurnServer(
      port,
      tlsPort,
      spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }),
      folder,
    );
    try {
      await server.untilCount(/IPv4\. UDP listener opened on: 127\.0\.0\.1/, 1, startTimeoutMs);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** File with the certificate it shows over TLS, for those that are to trust it. */
  get certificate(): string {
    return join(this.folder, certificateName);
  }

  /** Its URL, for UDP, TCP or TLS. */
  url(transport: 'udp' | 'tcp' | 'tls'): string {
    if (transport === 'tls') return `turns:127.0.0.1:${this.tlsPort}`;
    return `turn:127.0.0.1:${this.port}?transport=${transport}`;
  }

  /** How many times it has said something. */
  count(what: RegExp): number {
    return this.said.split('\n').filter((line) => what.test(line)).length;
  }

  /** The accounts under which it has given addresses. */
  get accounts(): ReadonlySet<string | undefined> {
    const given = [...this.said.matchAll(/user <([^>]*)>: incoming packet ALLOCATE processed, success/g)];
    return new Set(given.map(([, name]) => name));
  }

  /** Waits until it has said something so many times. */
  async untilCount(what: RegExp, count: number, timeoutMs: number): Promise<void> {
    const giveUpAtMs = performance.now() + timeoutMs;
    while (this.count(what) < count) {
      if (this.child.exitCode !== null || performance.now() > giveUpAtMs) {
        throw new Error(`The TURN server never said ${what}:\n${this.said}`);
      }
      await sleep(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcess(this.child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A certificate for the loopback address that nobody has signed but itself. */
function makeCertificate(folder: string): void {
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
  const files = ['-keyout', join(folder, keyName), '-out', join(folder, certificateName)];
  execFileSync('openssl', [...words.split(' '), ...files], { stdio: 'ignore' });
}
