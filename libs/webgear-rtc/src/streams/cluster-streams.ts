import { Subscription, type Unsubscribable } from 'rxjs';
import { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import type { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import type { BusConnection } from '../cluster/bus-connection.interface.js';
import { ClusterNode } from '../cluster/cluster-node.js';
import type { ClusterNodes } from '../cluster/cluster-nodes.js';
import type { ClusterTotals, CountsCluster } from '../cluster/cluster-totals.js';
import { CountedConnection } from '../cluster/counted-connection.js';
import { EdgeStream } from '../cluster/edge-stream.js';
import { connectToNats } from '../cluster/nats-connection.js';
import { messageOf, ThrottledErrorLog, type StreamLogger } from '../errors/throttled-error-log.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { ClusterSettings } from '../options/cluster-options.interface.js';
import type { ConfiguredStreams } from '../options/configured-streams.js';
import { resolveNamedStream } from '../options/resolve-options.js';
import type { RegistrationSettings } from '../options/webgear-rtc-options.interface.js';

/** Connects to a broker, and tries again until it is there. */
export type ConnectToBroker = (
  settings: ClusterSettings,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
) => Promise<BusConnection>;

/** What the streams of a cluster work with. */
export interface ClusterStreamsParts {
  /** `undefined` for this machine alone. */
  readonly settings: ClusterSettings | undefined;
  readonly registration: RegistrationSettings;
  readonly configured: ConfiguredStreams;
  readonly registry: VideoStreamRegistry;
  readonly clock: CaptureClock;
  /** Ends the sessions of all viewers of a stream. */
  readonly closeViewers: (streamName: string, reason: string) => void;
  readonly logger: StreamLogger;
  /** Connects to the broker; to NATS by default. */
  readonly connect?: ConnectToBroker | undefined;
  /** The processes of the cluster. */
  readonly nodes: ClusterNodes;
}

/** Publishes the streams of this process, and has those of other machines among them while they are there. */
export class ClusterStreams implements CountsCluster {
  private readonly listening = new Subscription();
  private readonly closing = new AbortController();
  private connection: CountedConnection | undefined;
  private node: ClusterNode | undefined;
  private starting: Promise<void> = Promise.resolve();
  private readonly errors: ThrottledErrorLog;

  constructor(private readonly parts: ClusterStreamsParts) {
    this.errors = new ThrottledErrorLog(parts.logger, 'Cluster: ');
  }

  /** Connects in the background; viewers of streams of this process do not need the broker. */
  start(): void {
    const { settings } = this.parts;
    if (settings !== undefined) this.starting = this.join(settings);
  }

  /** What is counted since the broker was there first; `undefined` before, and for this machine alone. */
  totals(): ClusterTotals | undefined {
    const { connection, node } = this;
    if (connection === undefined || node === undefined) return undefined;
    const received = node.received.map(({ name, counts }) => ({
      name,
      framesReceived: counts.received,
      framesLost: counts.missed,
      framesIncomplete: counts.incomplete,
    }));
    return { bus: connection.totals, published: node.published, received };
  }

  /** Leaves the cluster, and closes the streams of other machines. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.starting;
    this.listening.unsubscribe();
    // While the broker can still tell their origins.
    const foreign = this.parts.registry.list().filter((stream) => stream instanceof EdgeStream);
    await Promise.all(foreign.map((stream) => stream.close()));
    this.node?.close();
    this.parts.nodes.close();
    await this.connection?.close();
  }

  private async join(settings: ClusterSettings): Promise<void> {
    const { clock, connect = connectToNats } = this.parts;
    try {
      const { signal } = this.closing;
      const connection = new CountedConnection(await connect(settings, signal, this.onError));
      this.connection = connection;
      if (signal.aborted) return;
      const { onError } = this;
      const { nodeId: id, name, role } = settings;
      const note = (line: string): void => this.parts.logger.log(`Cluster: ${line}`);
      const locks = role === 'edge' ? undefined : connection.openLocks(name, note);
      this.begin(new ClusterNode({ settings, connection, clock, onError, locks, id }));
      this.listening.add(this.parts.nodes.newcomers$.subscribe(() => this.node?.announce()));
      this.parts.nodes.join(connection);
      this.listening.add(this.watchBroker(connection));
    } catch (error) {
      if (!this.closing.signal.aborted) this.parts.logger.error(`Cluster: ${messageOf(error)}`);
    }
  }

  /** Says once of each broker what is known to go wrong with it. */
  private watchBroker(connection: CountedConnection): Unsubscribable {
    const told = new Set<string>();
    return connection.connected$.subscribe((isConnected) => {
      const fault = isConnected ? connection.brokerFault : undefined;
      if (fault === undefined || told.has(fault)) return;
      told.add(fault);
      this.parts.logger.warn(`Cluster: ${fault}`);
    });
  }

  private readonly onError = (error: unknown): void => this.errors.report(error);

  private begin(node: ClusterNode): void {
    const { registry } = this.parts;
    this.node = node;
    this.listening.add(
      node.changes$.subscribe(({ kind, stream }) =>
        kind === 'appeared' ? this.add(stream) : void this.remove(stream),
      ),
    );
    this.listening.add(
      registry.changes$.subscribe(({ kind, stream }) => {
        if (!(stream instanceof LocalStreamEngine)) return;
        if (kind === 'added') node.publish(stream);
        else if (kind === 'removed') node.withdraw(stream);
        else node.republish(stream);
      }),
    );
    for (const stream of registry.listLocal()) node.publish(stream);
  }

  private add(stream: EdgeStream): void {
    const { registration, configured, registry } = this.parts;
    const { name } = stream;
    try {
      if (configured.nameLike(name) !== undefined) throw new Error(`there is a stream "${name}" already`);
      // It has the options of this registration for all that concerns viewers; its source is never opened here.
      const options = resolveNamedStream(registration, name, { source: `nats:${name}` });
      registry.add(stream);
      configured.set(options);
    } catch (error) {
      this.errors.report(error);
      void stream.close();
    }
  }

  private async remove(stream: EdgeStream): Promise<void> {
    const { configured, registry, closeViewers } = this.parts;
    if (!registry.has(stream)) return;
    configured.delete(stream.name);
    registry.remove(stream);
    closeViewers(stream.name, 'its origin is gone');
    await stream.close();
  }
}
