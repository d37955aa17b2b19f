import { randomBytes } from 'node:crypto';
import { Subject, type Observable } from 'rxjs';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { ClusterSettings } from '../options/cluster-options.interface.js';
import type { BusConnection } from './bus-connection.interface.js';
import { EdgeStream } from './edge-stream.js';
import type { Heartbeat } from './messages.js';
import { NatsFrameBus, type FrameCounts } from './nats-frame-bus.js';
import { StreamDirectory } from './stream-directory.js';
import { OriginElection } from './origin-election.js';
import type { OriginLocks } from './stream-lock.js';
import { StreamPublisher, type PublishedEngine } from './stream-publisher.js';
import { StreamSubjects } from './subjects.js';

/** A stream of another machine that has come or gone. */
export interface EdgeStreamChange {
  readonly kind: 'appeared' | 'vanished';
  readonly stream: EdgeStream;
}

/** What a node works with. */
export interface ClusterNodeParts {
  readonly settings: Pick<ClusterSettings, 'name' | 'role' | 'streams'>;
  readonly connection: BusConnection;
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
  /** Locks that decide which process is the origin of a stream; epochs do by default. */
  readonly locks?: Promise<OriginLocks | undefined> | undefined;
  /** Id of this process among those of the cluster; a random one by default. */
  readonly id?: string;
  /** What to add to a capture time for microseconds since 1970; by the clocks of this machine by default. */
  readonly wallClockOffsetUs?: number;
}

/** A stream of this process, and whether it is the origin of it. */
interface OwnStream {
  readonly engine: PublishedEngine;
  readonly election: OriginElection;
  publisher: StreamPublisher | undefined;
}

/** This process as one of a cluster: publishes its own streams and finds those of the others. */
export class ClusterNode {
  readonly id: string;
  private readonly own = new Map<string, OwnStream>();
  private readonly found = new Map<string, EdgeStream>();
  private readonly changes = new Subject<EdgeStreamChange>();
  private readonly directory: StreamDirectory;

  constructor(private readonly parts: ClusterNodeParts) {
    const { connection, settings, clock } = parts;
    this.id = parts.id ?? randomBytes(8).toString('hex');
    this.directory = new StreamDirectory({
      connection,
      cluster: settings.name,
      clock,
      listener: {
        heard: (stream, heartbeat) => this.heard(stream, heartbeat),
        ended: (stream, heartbeat) => this.own.get(stream)?.election.note(heartbeat),
        lost: (stream) => this.found.get(stream)?.noteLost(),
        vanished: (stream) => this.vanish(stream),
      },
    });
  }

  /** Each stream of another machine that comes or goes, after the change. Those that go are closed by the subscriber. */
  get changes$(): Observable<EdgeStreamChange> {
    return this.changes.asObservable();
  }

  /** Publishes a stream of this process, unless another process is its origin already. */
  publish(engine: PublishedEngine): void {
    const { role } = this.parts.settings;
    if (role === 'edge' || !this.isWanted(engine.name) || this.own.has(engine.name)) return;
    // What is made here is not taken from elsewhere.
    this.vanish(engine.name);
    const { connection, clock, settings } = this.parts;
    const subjects = new StreamSubjects(settings.name, engine.name);
    const own: OwnStream = {
      engine,
      publisher: undefined,
      election: new OriginElection({
        connection,
        subjects,
        clock,
        origin: this.id,
        locks: this.parts.locks,
        onElected: (epoch) => {
          const { onError } = this.parts;
          const origin = this.id;
          own.publisher = new StreamPublisher({
            engine,
            connection,
            subjects,
            clock,
            origin,
            epoch,
            onError,
          });
        },
        onDeposed: () => {
          own.publisher?.close('replaced');
          own.publisher = undefined;
        },
      }),
    };
    this.own.set(engine.name, own);
  }

  /** Says again which streams this process has: another one has just begun to listen. */
  announce(): void {
    for (const { publisher } of this.own.values()) publisher?.announce();
  }

  /** A stream of this process has other options. */
  republish(engine: StreamEngine): void {
    this.own.get(engine.name)?.publisher?.announce();
  }

  /** A stream of this process is removed. */
  withdraw(engine: StreamEngine): void {
    this.end(engine, 'gone');
  }

  /** Streams of which this process is the origin, and how many edges need each. */
  get published(): { readonly name: string; readonly edges: number }[] {
    return [...this.own].flatMap(([name, { publisher }]) =>
      publisher === undefined ? [] : [{ name, edges: publisher.edges }],
    );
  }

  /** Streams of other machines, and what came of each. */
  get received(): { readonly name: string; readonly counts: FrameCounts }[] {
    return [...this.found].map(([name, { frameCounts }]) => ({ name, counts: frameCounts }));
  }

  /** Withdraws its streams; those it found are closed by who has them. */
  close(): void {
    for (const { engine } of this.own.values()) this.end(engine, 'leaving');
    this.directory.close();
    this.changes.complete();
  }

  private end(engine: StreamEngine, why: 'gone' | 'leaving'): void {
    const own = this.own.get(engine.name);
    if (own?.engine !== engine) return;
    this.own.delete(engine.name);
    own.election.close();
    own.publisher?.close(why);
  }

  private heard(stream: string, heartbeat: Heartbeat): void {
    this.own.get(stream)?.election.note(heartbeat);
    const { settings, connection, clock, onError } = this.parts;
    if (heartbeat.origin === this.id || this.own.has(stream)) return;
    if (settings.role === 'origin' || !this.isWanted(stream)) return;
    const known = this.found.get(stream);
    if (known !== undefined) return known.follow(heartbeat);
    const bus = new NatsFrameBus({
      connection,
      cluster: settings.name,
      edge: this.id,
      clock,
      wallClockOffsetUs: this.parts.wallClockOffsetUs ?? Date.now() * 1000 - clock.nowUs(),
      heartbeat,
      onError,
    });
    const found = new EdgeStream({ bus, clock, onError });
    this.found.set(stream, found);
    this.changes.next({ kind: 'appeared', stream: found });
  }

  private vanish(name: string): void {
    const stream = this.found.get(name);
    if (stream === undefined) return;
    this.found.delete(name);
    this.changes.next({ kind: 'vanished', stream });
  }

  private isWanted(stream: string): boolean {
    const { streams } = this.parts.settings;
    return streams === undefined || streams.includes(stream);
  }
}
