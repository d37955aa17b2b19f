import { Subscription, type Unsubscribable } from 'rxjs';
import type { StreamFacts } from '../broadcast/frame-bus.js';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import type { MetadataChannel } from '../frame-metadata/metadata-channel.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { renditionKeyId, type RenditionKey } from '../media/rendition-key.js';
import type { StreamState } from '../media/stream-stats.js';
import type { BusConnection, BusMessage } from './bus-connection.interface.js';
import { readControl, write, type ControlMessage, type EdgeDemand, type Heartbeat } from './messages.js';
import { PublishedRendition } from './published-rendition.js';
import type { StreamSubjects } from './subjects.js';

/** How often the origin of a stream says that it is there, in milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 1000;

/** An edge that has not repeated what it needs for so long is gone, in microseconds. */
const INTEREST_LIFETIME_US = 15_000_000;

/** Edges of one stream; more are no edges of ours. */
const MOST_EDGES = 1000;

/** A stream that is published, and what the application tells of its frames. */
export type PublishedEngine = StreamEngine & { readonly metadata?: Pick<MetadataChannel, 'read'> };

/** What a stream is published with. */
export interface StreamPublisherParts {
  readonly engine: PublishedEngine;
  readonly connection: BusConnection;
  readonly subjects: StreamSubjects;
  readonly clock: CaptureClock;
  /** Id of this process. */
  readonly origin: string;
  readonly epoch: number;
  readonly onError: (error: unknown) => void;
}

interface Interest {
  readonly renditions: readonly EdgeDemand[];
  readonly watchesRenditions: boolean;
  readonly watchesMetadata: boolean;
  readonly untilUs: number;
}

/** One stream as its origin: answers the edges and publishes the renditions that any of them needs. */
export class StreamPublisher {
  private readonly interests = new Map<string, Interest>();
  private readonly renditions = new Map<string, PublishedRendition>();
  private readonly listening = new Subscription();
  private readonly closing = new AbortController();
  private watching: Unsubscribable | undefined;
  private leaveMetadata: (() => void) | undefined;
  private state: StreamState = 'idle';
  private ladder: StreamFacts['ladder'] = { rungs: [], encoderFollows: false };
  private available: StreamFacts['renditions'] | undefined;
  private isAnnounced = false;

  constructor(private readonly parts: StreamPublisherParts) {
    const { engine, connection, subjects } = parts;
    this.listening.add(connection.subscribe(subjects.control, (message) => this.receive(message), 'origin'));
    this.listening.add(
      engine.state$.subscribe((state) => {
        this.state = state;
        this.announce();
      }),
    );
    this.listening.add(
      engine.ladder$.subscribe((ladder) => {
        this.ladder = ladder;
        this.announce();
      }),
    );
    void this.beat();
  }

  /** How many viewers edges have. */
  get viewers(): number {
    let viewers = 0;
    for (const { renditions } of this.interests.values()) {
      for (const { key, viewers: some } of renditions) if (key.track === 'video') viewers += some;
    }
    return viewers;
  }

  /** How many edges need the stream. */
  get edges(): number {
    return this.interests.size;
  }

  /** Tells all edges what holds now, at the end of this turn of the event loop. */
  announce(): void {
    if (this.isAnnounced) return;
    this.isAnnounced = true;
    queueMicrotask(() => {
      this.isAnnounced = false;
      if (!this.closing.signal.aborted) this.sendHeartbeat();
    });
  }

  /**
   * Ends what edges had of it.
   *
   * @param why whether the stream is no more, its process ends, or another origin publishes it from now on
   */
  close(why: 'gone' | 'leaving' | 'replaced'): void {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.listening.unsubscribe();
    this.watching?.unsubscribe();
    this.leaveMetadata?.();
    for (const rendition of this.renditions.values()) rendition.release();
    this.renditions.clear();
    this.interests.clear();
    if (why !== 'replaced') this.sendHeartbeat({ [why]: true });
  }

  private async beat(): Promise<void> {
    const { clock } = this.parts;
    const { signal } = this.closing;
    for (;;) {
      this.announce();
      await clock.sleep(HEARTBEAT_INTERVAL_MS, signal);
      if (signal.aborted) return;
      this.forgetLostEdges();
    }
  }

  private sendHeartbeat(more: Pick<Heartbeat, 'gone' | 'leaving'> = {}): void {
    const { connection, subjects } = this.parts;
    connection.publish(subjects.heartbeat, write({ ...this.heartbeat, ...more }));
  }

  private get heartbeat(): Heartbeat {
    const { engine, clock, origin, epoch } = this.parts;
    const { state, ladder, available, viewers } = this;
    return {
      origin,
      epoch,
      nowUs: clock.nowUs(),
      description: engine.describe(),
      state,
      ladder,
      ...(available !== undefined && { renditions: available }),
      viewers,
    };
  }

  private receive(message: BusMessage): void {
    const control = readControl(message.data);
    if (control === undefined) return;
    try {
      const answer = this.answer(control);
      if (answer === undefined) return;
      Promise.resolve(answer).then(
        (value) => message.respond(write(value)),
        (error: unknown) => this.parts.onError(error),
      );
    } catch (error) {
      this.parts.onError(error);
    }
  }

  /** What a message is answered with; `undefined` for none. */
  private answer(control: ControlMessage): unknown {
    const { engine } = this.parts;
    switch (control.kind) {
      case 'describe':
        return this.heartbeat;
      case 'interest':
        return this.setInterest(control);
      case 'join': {
        const rendition = this.renditionOf(control.key);
        const joined = rendition.join(control.edge);
        this.releaseUnused();
        return joined;
      }
      case 'key-frame':
        return this.renditions.get(renditionKeyId(control.key))?.requestKeyFrame(control.sequence);
      case 'wake':
        return engine.subscribe(control.key).release();
      case 'h264-level':
        return engine.h264LevelIdc(control.waitMs).then((value) => ({ value }));
      case 'audio':
        return engine.audio(control.waitMs).then((value) => ({ value }));
    }
  }

  private setInterest({
    edge,
    renditions,
    watchesRenditions,
    watchesMetadata,
  }: Extract<ControlMessage, { kind: 'interest' }>): undefined {
    const isNeeded = renditions.length > 0 || watchesRenditions || watchesMetadata;
    if (!isNeeded) this.interests.delete(edge);
    else if (this.interests.has(edge) || this.interests.size < MOST_EDGES) {
      const untilUs = this.parts.clock.nowUs() + INTEREST_LIFETIME_US;
      this.interests.set(edge, { renditions, watchesRenditions, watchesMetadata, untilUs });
    }
    this.apply();
    // An edge that begins to watch waits for what there is.
    if (watchesRenditions) this.announce();
    return undefined;
  }

  private forgetLostEdges(): void {
    const nowUs = this.parts.clock.nowUs();
    for (const [edge, { untilUs }] of this.interests) if (untilUs < nowUs) this.interests.delete(edge);
    this.apply();
  }

  /** Publishes what any edge needs, and nothing else. */
  private apply(): void {
    const isWatched = [...this.interests.values()].some(({ watchesRenditions }) => watchesRenditions);
    if (isWatched && this.watching === undefined) {
      this.watching = this.parts.engine.renditions$.subscribe((renditions) => {
        this.available = renditions;
        this.announce();
      });
    } else if (!isWatched) {
      this.watching?.unsubscribe();
      this.watching = undefined;
      this.available = undefined;
    }
    this.applyMetadata();
    const demands = [...this.interests.values()].flatMap(({ renditions }) => renditions);
    for (const { key, frames } of demands) {
      try {
        const rendition = this.renditionOf(key);
        if (frames) rendition.start();
      } catch (error) {
        // An edge may know an older description of the stream.
        this.parts.onError(error);
      }
    }
    this.releaseUnused();
  }

  /** Publishes what the application tells of frames while any edge has readers. */
  private applyMetadata(): void {
    const isWatched = [...this.interests.values()].some(({ watchesMetadata }) => watchesMetadata);
    if (!isWatched) {
      this.leaveMetadata?.();
      this.leaveMetadata = undefined;
    } else if (this.leaveMetadata === undefined) {
      const { engine, connection, subjects } = this.parts;
      this.leaveMetadata = engine.metadata?.read({
        onMessage: (message) => connection.publish(subjects.metadata, Buffer.from(message)),
        onEnd: () => undefined,
      });
    }
  }

  private releaseUnused(): void {
    const demands = [...this.interests.values()].flatMap(({ renditions }) => renditions);
    for (const [id, rendition] of this.renditions) {
      const ofThis = demands.filter(({ key }) => renditionKeyId(key) === id);
      rendition.viewers = ofThis.reduce((sum, { viewers }) => sum + viewers, 0);
      const known = ofThis.flatMap(({ bandwidthBps }) => bandwidthBps ?? []);
      rendition.bandwidthBps = known.length === 0 ? undefined : Math.min(...known);
      if (ofThis.length > 0) continue;
      rendition.release();
      this.renditions.delete(id);
    }
  }

  private renditionOf(key: RenditionKey): PublishedRendition {
    const id = renditionKeyId(key);
    let rendition = this.renditions.get(id);
    if (rendition === undefined) {
      rendition = new PublishedRendition({ ...this.parts, key });
      this.renditions.set(id, rendition);
    }
    return rendition;
  }
}
