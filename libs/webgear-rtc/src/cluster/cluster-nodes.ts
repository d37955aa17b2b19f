import { Subject, Subscription, type Observable } from 'rxjs';
import type { CaptureClock } from '../media/capture-clock.js';
import type { ClusterSettings } from '../options/cluster-options.interface.js';
import type { BusConnection, BusMessage } from './bus-connection.interface.js';
import { write } from './messages.js';
import {
  MOST_STREAMS_TOLD,
  readNodeHeartbeat,
  readSessionReply,
  readSessionRequest,
  type NodeHeartbeat,
  type NodeLoad,
  type SessionReply,
  type SessionRequest,
} from './node-messages.js';
import { NodeSubjects } from './subjects.js';

const HEARTBEAT_INTERVAL_MS = 1000;

/** A process that has missed four heartbeats is taken for gone, in microseconds. */
const LOST_US = 4_000_000;

/** Origins say at least once in a second which streams they have; later, an unknown name is that of no stream, in microseconds. */
const DISCOVERY_US = 1_500_000;

/** More are no processes of ours. */
const MOST_NODES = 1000;

/** How long the process that has a session may take to answer, in milliseconds. */
const REQUEST_TIMEOUT_MS = 2000;

/** What the processes of a cluster are known with. */
export interface ClusterNodesParts {
  /** `undefined` for this machine alone. */
  readonly settings:
    Pick<ClusterSettings, 'name' | 'nodeId' | 'publicUrl' | 'placement' | 'role'> | undefined;
  readonly clock: CaptureClock;
  /** How busy this process is. */
  readonly load: () => NodeLoad;
  /** Streams that it shows, and whether their names are part of its URLs. */
  readonly streams: () => { readonly names: readonly string[]; readonly named: boolean };
  readonly onError: (error: unknown) => void;
}

/** Another process of the cluster. */
export interface KnownNode extends NodeHeartbeat {
  /** Viewers that were sent there since it last said how many it has. */
  redirected: number;
}

interface HeardNode {
  readonly node: KnownNode;
  readonly heardUs: number;
}

/** The processes of a cluster: who they are, how busy they are, and requests to the one that has a session. */
export class ClusterNodes {
  private readonly heard = new Map<string, HeardNode>();
  private readonly listening = new Subscription();
  private readonly closing = new AbortController();
  private readonly newcomers = new Subject<void>();
  private joinedUs: number | undefined;
  private connection: BusConnection | undefined;
  private subjects: NodeSubjects | undefined;
  private answer: ((request: SessionRequest) => Promise<SessionReply>) | undefined;

  constructor(private readonly parts: ClusterNodesParts) {}

  /** This process, as the others hear of it; `undefined` for this machine alone. */
  get own(): NodeHeartbeat | undefined {
    const { settings, load, streams } = this.parts;
    if (settings === undefined) return undefined;
    const { names, named } = streams();
    return {
      node: settings.nodeId,
      load: load(),
      ...(settings.publicUrl !== undefined && { url: settings.publicUrl }),
      named,
      streams: names.slice(0, MOST_STREAMS_TOLD),
    };
  }

  /** Whether viewers are sent to other processes. */
  get redirects(): boolean {
    return this.parts.settings?.placement === 'redirect';
  }

  /** The other processes that are there now. */
  get others(): KnownNode[] {
    const sinceUs = this.parts.clock.nowUs() - LOST_US;
    for (const [node, { heardUs }] of this.heard) if (heardUs < sinceUs) this.heard.delete(node);
    return [...this.heard.values()].map(({ node }) => node);
  }

  /** Whether another process has a stream that this one may not have heard of yet: until a while after the broker is there first. */
  get isDiscovering(): boolean {
    const { settings, clock } = this.parts;
    if (settings === undefined || settings.role === 'origin') return false;
    return this.joinedUs === undefined || clock.nowUs() - this.joinedUs < DISCOVERY_US;
  }

  /** After each process that is heard of first. */
  get newcomers$(): Observable<void> {
    return this.newcomers.asObservable();
  }

  /** Says from now on that this process is there, and answers for its sessions. */
  join(connection: BusConnection): void {
    const { settings } = this.parts;
    if (settings === undefined) return;
    const subjects = new NodeSubjects(settings.name);
    [this.connection, this.subjects] = [connection, subjects];
    this.joinedUs = this.parts.clock.nowUs();
    this.listening.add(
      connection.subscribe(subjects.allHeartbeats, ({ subject, data }) => {
        const heartbeat = readNodeHeartbeat(data);
        if (heartbeat?.node === subjects.nodeOf(subject)) this.note(heartbeat);
      }),
    );
    this.listening.add(
      connection.subscribe(subjects.requests(settings.nodeId), (message) => void this.receive(message)),
    );
    void this.beat();
  }

  /** Sets who answers the requests of other processes for sessions of this one. */
  serve(answer: (request: SessionRequest) => Promise<SessionReply>): void {
    this.answer = answer;
  }

  /** Whether another process of the cluster has a session. */
  isElsewhere(node: string | undefined): node is string {
    const { settings } = this.parts;
    return settings !== undefined && node !== undefined && node !== settings.nodeId;
  }

  /**
   * Asks the process that has a session.
   *
   * @returns its answer; `'gone'` when there is no such process any more; `'silent'` when it, or the broker, does not answer
   */
  async request(node: string, request: SessionRequest): Promise<SessionReply | 'gone' | 'silent'> {
    const { connection, subjects } = this;
    if (connection?.isConnected !== true || subjects === undefined) return 'silent';
    try {
      const data = await connection.request(subjects.requests(node), write(request), REQUEST_TIMEOUT_MS);
      return readSessionReply(data) ?? 'silent';
    } catch {
      const isThere = this.others.some((other) => other.node === node);
      return isThere || !connection.isConnected ? 'silent' : 'gone';
    }
  }

  /** Tells the others that this process ends. */
  close(): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.listening.unsubscribe();
    this.newcomers.complete();
    this.sendHeartbeat({ gone: true });
  }

  private note(heartbeat: NodeHeartbeat): void {
    const { node, gone } = heartbeat;
    if (node === this.parts.settings?.nodeId) return;
    if (gone === true) return void this.heard.delete(node);
    const isNew = !this.heard.has(node);
    if (isNew && this.heard.size >= MOST_NODES && this.others.length >= MOST_NODES) return;
    this.heard.set(node, { node: { ...heartbeat, redirected: 0 }, heardUs: this.parts.clock.nowUs() });
    // One that has just begun to listen has not heard of this process.
    if (!isNew) return;
    this.sendHeartbeat();
    this.newcomers.next();
  }

  private async beat(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      this.sendHeartbeat();
      await this.parts.clock.sleep(HEARTBEAT_INTERVAL_MS, signal);
    }
  }

  private sendHeartbeat(more: Pick<NodeHeartbeat, 'gone'> = {}): void {
    const { own, subjects, connection } = this;
    if (own !== undefined && subjects !== undefined)
      connection?.publish(subjects.heartbeat(own.node), write({ ...own, ...more }));
  }

  private async receive(message: BusMessage): Promise<void> {
    const request = readSessionRequest(message.data);
    if (request === undefined || this.answer === undefined) return;
    try {
      message.respond(write(await this.answer(request)));
    } catch (error) {
      this.parts.onError(error);
    }
  }
}
