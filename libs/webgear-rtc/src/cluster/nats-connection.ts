import type * as nats from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { BehaviorSubject, distinctUntilChanged, type Observable, type Unsubscribable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { ClusterSettings } from '../options/cluster-options.interface.js';
import { raceAbort } from '../sources/playback/deferred.js';
import type { BusConnection, BusMessage } from './bus-connection.interface.js';
import { NatsLocks } from './nats-locks.js';
import type { OriginLocks } from './stream-lock.js';

type Nats = typeof nats;
type Client = Awaited<ReturnType<Nats['connect']>>;

const PACKAGE_NAME = '@nats-io/transport-node';

/** How long the broker may take to answer before frames are left out: they would only come later, in milliseconds. */
const MAX_LAG_MS = 500;

/** How often it is asked, in milliseconds. */
const PROBE_INTERVAL_MS = 100;

/** A broker that is gone is found out after two of these, in milliseconds. */
const PING_INTERVAL_MS = 2000;

const RECONNECT_WAIT_MS = 1000;
const CONNECT_TIMEOUT_MS = 5000;

/** A connection to NATS. */
export class NatsConnection implements BusConnection {
  private readonly connection = new BehaviorSubject(true);
  private readonly probing: NodeJS.Timeout;
  private probedMs: number | undefined;
  private lastRoundTripMs: number | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly client: Client) {
    void this.follow();
    this.probing = setInterval(() => void this.probe(), PROBE_INTERVAL_MS);
    this.probing.unref();
  }

  get isConnected(): boolean {
    return this.connection.value;
  }

  get connected$(): Observable<boolean> {
    return this.connection.pipe(distinctUntilChanged());
  }

  get isWritable(): boolean {
    const lagMs = this.probedMs === undefined ? 0 : performance.now() - this.probedMs;
    return this.isConnected && lagMs < MAX_LAG_MS;
  }

  get roundTripMs(): number | undefined {
    return this.lastRoundTripMs;
  }

  get brokerFault(): string | undefined {
    return brokerFaultOf(this.client.info?.version ?? '');
  }

  get maxPayloadBytes(): number {
    return this.client.info?.max_payload ?? 1024 * 1024;
  }

  publish(subject: string, data: Uint8Array): void {
    // The client would keep it for when the broker is back, and nobody wants to see that.
    if (this.isConnected && !this.client.isClosed()) this.client.publish(subject, data);
  }

  subscribe(subject: string, receive: (message: BusMessage) => void, group?: string): Unsubscribable {
    const subscription = this.client.subscribe(subject, {
      ...(group !== undefined && { queue: group }),
      callback: (error, message) => {
        if (error !== null) return;
        receive({
          subject: message.subject,
          data: message.data,
          respond: (data) => {
            if (this.isConnected) message.respond(data);
          },
        });
      },
    });
    return { unsubscribe: () => subscription.unsubscribe() };
  }

  async request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const answer = await this.client.request(subject, data, { timeout: timeoutMs });
    return answer.data;
  }

  openLocks(cluster: string, note: (line: string) => void): Promise<OriginLocks | undefined> {
    return NatsLocks.load(this.client, cluster, note);
  }

  /** Resolves when the broker has taken all that was sent, and all that it had sent before is here. */
  async flush(): Promise<void> {
    await this.client.flush();
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    clearInterval(this.probing);
    const isReachable = this.isConnected;
    this.connection.next(false);
    this.connection.complete();
    // Without a broker a flush would wait for one.
    if (isReachable)
      await Promise.race([
        this.client.flush().catch(() => undefined),
        sleep(MAX_LAG_MS, undefined, { ref: false }),
      ]);
    await this.client.close();
  }

  private async follow(): Promise<void> {
    for await (const { type } of this.client.status()) {
      if (type === 'disconnect' || type === 'close') this.connection.next(false);
      if (type === 'reconnect') this.connection.next(true);
    }
  }

  /** A broker that does not read does not answer either. */
  private async probe(): Promise<void> {
    if (this.probedMs !== undefined || !this.isConnected) return;
    this.probedMs = performance.now();
    const isAnswered = await this.client.flush().then(
      () => true,
      () => false,
    );
    if (isAnswered) this.lastRoundTripMs = performance.now() - this.probedMs;
    this.probedMs = undefined;
  }
}

/**
 * Connects, and tries again until the broker is there.
 *
 * @param onFailure told of each attempt that fails
 * @throws WebGearRtcError `WGR_PACKAGE_MISSING`
 * @throws Error when the signal is aborted
 */
export async function connectToNats(
  settings: ClusterSettings,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<NatsConnection> {
  const client = await loadNats();
  for (;;) {
    signal.throwIfAborted();
    const connecting = client.connect(clientOptions(client, settings));
    try {
      const connected = await raceAbort(connecting, signal);
      if (connected !== undefined) return new NatsConnection(connected);
      // An application that ends does not wait for a broker that does not answer.
      connecting.then(
        (late) => late.close(),
        () => undefined,
      );
    } catch (error) {
      onFailure(error);
    }
    await sleep(RECONNECT_WAIT_MS, undefined, { signal });
  }
}

function clientOptions(
  { credsAuthenticator }: Nats,
  { servers, name, role, credentials, tls }: ClusterSettings,
): NonNullable<Parameters<Nats['connect']>[0]> {
  return {
    servers: [...servers],
    name: `webgear-rtc ${role} of ${name}`,
    // So that a broker's permissions can keep the answers of one role from the others.
    inboxPrefix: `_INBOX.wgr.${name}.${role}`,
    timeout: CONNECT_TIMEOUT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    // Credentials may be set right while this runs.
    ignoreAuthErrorAbort: true,
    ...(typeof credentials === 'string' && {
      authenticator: credsAuthenticator(readFileSync(credentials)),
    }),
    ...(typeof credentials === 'object' &&
      ('token' in credentials
        ? { token: credentials.token }
        : { user: credentials.user, pass: credentials.password })),
    ...(tls !== false && {
      tls: { ...(typeof tls === 'object' && tls), ...identityCheckOf(servers) },
    }),
  };
}

/**
 * For brokers that are named by their addresses, the client tells Node no name, and Node would look for `localhost` in their
 * certificates. They have to be for one of the addresses instead.
 */
function identityCheckOf(servers: readonly string[]): Pick<ConnectionOptions, 'checkServerIdentity'> {
  const hosts = servers.map((server) => new URL(server).hostname.replaceAll(/[[\]]/g, ''));
  if (!hosts.every((host) => isIP(host) > 0)) return {};
  return {
    checkServerIdentity: (_name, certificate) => {
      const errors = hosts.map((host) => checkServerIdentity(host, certificate));
      return errors.includes(undefined) ? undefined : errors[0];
    },
  };
}

/** What is known to go wrong with a version of nats-server; `undefined` where nothing is, or the version is not known. */
export function brokerFaultOf(version: string): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || Number(major) > 2 || Number(minor) >= 11) return undefined;
  return (
    `with nats-server ${version} the viewers of all edges wait for seconds while one edge does not read; ` +
    'use 2.11 or later, with no_fast_producer_stall'
  );
}

async function loadNats(): Promise<Nats> {
  try {
    return await import('@nats-io/transport-node');
  } catch (cause) {
    throw new WebGearRtcError(
      'WGR_PACKAGE_MISSING',
      { packageName: PACKAGE_NAME, option: 'cluster' },
      { cause },
    );
  }
}
