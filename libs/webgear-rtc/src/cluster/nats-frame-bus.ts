import type { Unsubscribable } from 'rxjs';
import type {
  FrameBusClient,
  PublishedFrames,
  StreamCommand,
  StreamFacts,
  StreamQuery,
  StreamReplies,
} from '../broadcast/frame-bus.js';
import type { StreamDescription } from '../broadcast/stream-engine.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { RenditionKey } from '../media/rendition-key.js';
import type { BusConnection } from './bus-connection.interface.js';
import { EdgeAnswers } from './edge-answers.js';
import { EdgeMetadata } from './edge-metadata.js';
import { EdgeClocks } from './edge-clocks.js';
import { write, type ControlMessage, type Heartbeat } from './messages.js';
import { ReceivedRendition } from './received-rendition.js';
import { StreamSubjects } from './subjects.js';

/** How often an edge repeats what it needs: a third of the time after which the origin forgets it, in milliseconds. */
const INTEREST_INTERVAL_MS = 5000;

type Demand = Extract<StreamCommand, { readonly kind: 'demand' }>;

/** What a bus works with. */
export interface NatsFrameBusParts {
  readonly connection: BusConnection;
  readonly cluster: string;
  /** Id of this process. */
  readonly edge: string;
  readonly clock: CaptureClock;
  /** What to add to a capture time of this machine for microseconds since 1970. */
  readonly wallClockOffsetUs: number;
  /** The first one of the stream. */
  readonly heartbeat: Heartbeat;
  readonly onError: (error: unknown) => void;
}

/** Frames of one stream of another machine. */
export interface FrameCounts {
  readonly received: number;
  readonly missed: number;
  readonly incomplete: number;
}

/** One stream of another machine as an edge has it. */
export class NatsFrameBus implements FrameBusClient {
  private readonly clocks: EdgeClocks;
  private readonly answers: EdgeAnswers;
  private readonly subjects: StreamSubjects;
  private readonly frames = new Map<string, (published: PublishedFrames) => void>();
  private readonly facts = new Map<keyof StreamFacts, (value: never) => void>();
  private readonly told = new Map<keyof StreamFacts, string>();
  private readonly watched = new Set<keyof StreamFacts>();
  private readonly demands = new Map<string, Demand>();
  private readonly received = new Map<string, ReceivedRendition>();
  private readonly closing = new AbortController();
  private readonly reconnects: Unsubscribable;
  /** Of renditions that are no longer received. */
  private readonly past = { received: 0, missed: 0, incomplete: 0 };
  private latest: Heartbeat;
  private isLost = false;
  private isSending = false;
  private watchesMetadata = false;
  /** What the application tells of the frames, at the origin. */
  readonly metadata: EdgeMetadata;

  constructor(private readonly parts: NatsFrameBusParts) {
    const { clock, wallClockOffsetUs, cluster, heartbeat, connection } = parts;
    this.latest = heartbeat;
    this.subjects = new StreamSubjects(cluster, heartbeat.description.name);
    this.clocks = new EdgeClocks(clock, wallClockOffsetUs);
    this.clocks.note(heartbeat);
    const { subjects } = this;
    this.answers = new EdgeAnswers({ connection, subjects, clock, latest: () => this.latest });
    this.metadata = new EdgeMetadata({
      connection,
      subject: this.subjects.metadata,
      clock,
      clocks: this.clocks,
      onWatched: (isWatched) => {
        this.watchesMetadata = isWatched;
        this.changed();
      },
    });
    let wasConnected = connection.isConnected;
    this.reconnects = connection.connected$.subscribe((isConnected) => {
      if (isConnected && !wasConnected) this.joinAgain();
      wasConnected = isConnected;
    });
    void this.repeatInterest();
  }

  /** Id of the process that makes the stream. */
  get origin(): string {
    return this.latest.origin;
  }

  /** The stream as the origin describes it, with the clocks of this machine. */
  get description(): StreamDescription {
    return this.clocks.describe(this.latest.description);
  }

  /** Frames that came, frames that did not, and frames of which parts did not, since the stream is there. */
  get counts(): FrameCounts {
    const counts = { ...this.past };
    for (const rendition of this.received.values()) addCounts(counts, rendition);
    return counts;
  }

  /** Takes what the origin says of the stream. */
  note(heartbeat: Heartbeat): void {
    // One that was restarted may have heard nothing of its predecessor, and begin with the same epoch and with the first sequence.
    const isAnother = heartbeat.epoch !== this.latest.epoch || heartbeat.origin !== this.latest.origin;
    const wasLost = this.isLost;
    this.latest = heartbeat;
    this.isLost = false;
    this.clocks.note(heartbeat);
    if (isAnother || wasLost) this.joinAgain();
    this.tellAll();
  }

  /** Nothing is heard of the origin any more: viewers are told until it, or another one, is back. */
  noteLost(): void {
    this.isLost = true;
    this.tellAll();
  }

  subscribe(topic: string, receive: (published: PublishedFrames) => void): Unsubscribable {
    this.frames.set(topic, receive);
    return { unsubscribe: () => void this.frames.delete(topic) };
  }

  onUpdate<Fact extends keyof StreamFacts>(
    _stream: string,
    fact: Fact,
    receive: (value: StreamFacts[Fact]) => void,
  ): Unsubscribable {
    this.facts.set(fact, receive);
    return { unsubscribe: () => void this.facts.delete(fact) };
  }

  send(command: StreamCommand): void {
    if (this.closing.signal.aborted) return;
    switch (command.kind) {
      case 'demand':
        return this.demand(command);
      case 'key-frame':
        return this.received.get(command.topic)?.requestKeyFrame();
      case 'wake':
        return this.publish({ kind: 'wake', key: command.key });
      case 'watch':
        return this.watch(command.fact, command.on);
    }
  }

  async query<Kind extends StreamQuery['kind']>(
    query: Extract<StreamQuery, { readonly kind: Kind }>,
  ): Promise<StreamReplies[Kind]> {
    const asked: StreamQuery = query;
    if (asked.kind === 'describe') return this.description as StreamReplies[Kind];
    return this.answers.get(asked) as Promise<StreamReplies[Kind]>;
  }

  /** Tells the origin that this edge needs nothing any more. A second call does nothing. */
  close(): void {
    if (this.closing.signal.aborted) return;
    this.reconnects.unsubscribe();
    for (const rendition of this.received.values()) rendition.close();
    this.received.clear();
    this.demands.clear();
    this.watched.clear();
    this.metadata.close();
    this.sendInterest();
    this.closing.abort();
  }

  private demand(demand: Demand): void {
    const { topic, key } = demand;
    if (demand.demand === 'none') {
      this.demands.delete(topic);
      const rendition = this.received.get(topic);
      if (rendition !== undefined) addCounts(this.past, rendition);
      rendition?.close();
      this.received.delete(topic);
      return this.changed();
    }
    this.demands.set(topic, demand);
    if (demand.demand === 'held' || this.received.has(topic)) return this.changed();
    // In this order: the origin keeps what it is asked to join.
    this.sendInterest();
    this.received.set(topic, this.receive(topic, key));
  }

  private receive(topic: string, key: RenditionKey): ReceivedRendition {
    const { edge, connection, clock, onError } = this.parts;
    const { subjects, clocks } = this;
    const receive = (published: PublishedFrames): void => this.frames.get(topic)?.(published);
    return new ReceivedRendition({ edge, key, subjects, connection, clocks, clock, receive, onError });
  }

  private watch(fact: keyof StreamFacts, on: boolean): void {
    this.told.delete(fact);
    if (on) this.watched.add(fact);
    else this.watched.delete(fact);
    if (fact === 'renditions') this.changed();
    // Not within the call: who watches has to have been told what the call returns.
    if (on) queueMicrotask(() => this.tell(fact));
  }

  private tellAll(): void {
    for (const fact of this.watched) this.tell(fact);
  }

  private tell(fact: keyof StreamFacts): void {
    if (!this.watched.has(fact)) return;
    const { state, ladder, renditions } = this.latest;
    const value = { state: this.isLost ? 'reconnecting' : state, ladder, renditions }[fact];
    if (value === undefined) return;
    const text = JSON.stringify(value);
    if (this.told.get(fact) === text) return;
    this.told.set(fact, text);
    this.facts.get(fact)?.(value as never);
  }

  private joinAgain(): void {
    this.sendInterest();
    for (const rendition of this.received.values()) rendition.rejoin();
  }

  /** Sends what is needed at the end of this turn of the event loop, however much changes in it. */
  private changed(): void {
    if (this.isSending) return;
    this.isSending = true;
    queueMicrotask(() => {
      if (this.isSending) this.sendInterest();
    });
  }

  private sendInterest(): void {
    this.isSending = false;
    if (this.closing.signal.aborted) return;
    const renditions = [...this.demands.values()].map(({ key, demand, viewers, bandwidthBps }) => ({
      key,
      frames: demand === 'frames',
      viewers,
      ...(bandwidthBps !== undefined && { bandwidthBps }),
    }));
    const { watchesMetadata } = this;
    const watchesRenditions = this.watched.has('renditions');
    this.publish({
      kind: 'interest',
      edge: this.parts.edge,
      renditions,
      watchesRenditions,
      watchesMetadata,
    });
  }

  private async repeatInterest(): Promise<void> {
    const { signal } = this.closing;
    for (;;) {
      await this.parts.clock.sleep(INTEREST_INTERVAL_MS, signal);
      if (signal.aborted) return;
      const isNeeded = this.demands.size > 0 || this.watched.has('renditions') || this.watchesMetadata;
      if (isNeeded) this.sendInterest();
    }
  }

  private publish(message: ControlMessage): void {
    this.parts.connection.publish(this.subjects.control, write(message));
  }
}

function addCounts(
  sum: { -readonly [Name in keyof FrameCounts]: number },
  { framesReceived, framesMissed, framesIncomplete }: ReceivedRendition,
): void {
  sum.received += framesReceived;
  sum.missed += framesMissed;
  sum.incomplete += framesIncomplete;
}
