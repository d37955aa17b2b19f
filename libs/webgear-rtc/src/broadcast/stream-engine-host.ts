import type { Unsubscribable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RenditionKey } from '../media/rendition-key.js';
import type {
  FrameBusHost,
  StreamCommand,
  StreamFacts,
  StreamQuery,
  StreamReplies,
  StreamRequestHandler,
} from './frame-bus.js';
import type { FrameSink, StreamEngine, Subscription } from './stream-engine.js';

type Demand = Extract<StreamCommand, { readonly kind: 'demand' }>;

/**
 * Serves the renditions of stream engines to the client at the other end of a bus. The client is one sink of each
 * rendition it demands, however many viewers it has.
 */
export class StreamEngineHost implements StreamRequestHandler {
  private readonly engines = new Map<string, StreamEngine>();
  private readonly renditions = new Map<string, HostedRendition>();
  private readonly watching = new Map<string, Unsubscribable>();
  private closed = false;

  /** @param onError called with what a command throws, which must not end the thread of the streams */
  constructor(
    private readonly bus: FrameBusHost,
    private readonly onError: (error: unknown) => void,
  ) {
    bus.serve(this);
  }

  /** Lets the client use a stream. */
  expose(engine: StreamEngine): void {
    this.engines.set(engine.name, engine);
  }

  /** Whether the client may use this stream. */
  exposes(engine: StreamEngine): boolean {
    return this.engines.get(engine.name) === engine;
  }

  /** The stream is removed: releases what the client held of it. */
  withdraw(engine: StreamEngine): void {
    if (!this.exposes(engine)) return;
    this.engines.delete(engine.name);
    for (const [topic, rendition] of this.renditions) {
      if (!rendition.isOf(engine)) continue;
      rendition.release();
      this.renditions.delete(topic);
    }
    for (const [id, subscription] of this.watching) {
      if (!id.endsWith(` of ${engine.name}`)) continue;
      subscription.unsubscribe();
      this.watching.delete(id);
    }
  }

  command(command: StreamCommand): void {
    if (this.closed) return;
    try {
      this.act(command);
    } catch (error) {
      this.onError(error);
    }
  }

  async query(query: StreamQuery): Promise<StreamReplies[StreamQuery['kind']]> {
    const engine = this.engines.get(query.stream);
    if (engine === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: query.stream });
    switch (query.kind) {
      case 'describe':
        return engine.describe();
      case 'h264-level':
        return engine.h264LevelIdc(query.waitMs);
      case 'audio':
        return engine.audio(query.waitMs);
    }
  }

  /** Releases everything the client held. A second call does nothing. */
  close(): void {
    this.closed = true;
    for (const rendition of this.renditions.values()) rendition.release();
    for (const subscription of this.watching.values()) subscription.unsubscribe();
    this.renditions.clear();
    this.watching.clear();
  }

  private act(command: StreamCommand): void {
    switch (command.kind) {
      case 'demand':
        return this.demand(command);
      case 'key-frame':
        return this.renditions.get(command.topic)?.requestKeyFrame(command.keyFramesReceived);
      case 'watch':
        return this.watch(command.stream, command.fact, command.on);
      case 'wake':
        return this.engines.get(command.stream)?.subscribe(command.key).release();
    }
  }

  private demand({ topic, stream, key, demand, viewers, bandwidthBps }: Demand): void {
    if (demand === 'none') {
      this.renditions.get(topic)?.release();
      this.renditions.delete(topic);
      return;
    }
    const engine = this.engines.get(stream);
    if (engine === undefined) return;
    const rendition = this.renditions.get(topic) ?? new HostedRendition(engine, key, topic, this.bus);
    this.renditions.set(topic, rendition);
    rendition.viewers = viewers;
    rendition.bandwidthBps = bandwidthBps;
    if (demand === 'frames') rendition.start();
  }

  private watch(stream: string, fact: keyof StreamFacts, on: boolean): void {
    const id = `${fact} of ${stream}`;
    this.watching.get(id)?.unsubscribe();
    this.watching.delete(id);
    const engine = this.engines.get(stream);
    if (!on || engine === undefined) return;
    this.watching.set(id, this.watchFact(engine, fact));
  }

  private watchFact(engine: StreamEngine, fact: keyof StreamFacts): Unsubscribable {
    const { name } = engine;
    switch (fact) {
      case 'state':
        return engine.state$.subscribe((state) => this.update(name, fact, state));
      case 'renditions':
        return engine.renditions$.subscribe((renditions) => this.update(name, fact, renditions));
      case 'ladder':
        return engine.ladder$.subscribe((ladder) => this.update(name, fact, ladder));
    }
  }

  /** Frames that came before a change leave before it. */
  private update<Fact extends keyof StreamFacts>(stream: string, fact: Fact, value: StreamFacts[Fact]): void {
    for (const rendition of this.renditions.values()) rendition.flush();
    this.bus.update(stream, fact, value);
  }
}

/** One rendition as the client's only sink of it. */
class HostedRendition implements FrameSink {
  viewers = 0;
  bandwidthBps: number | undefined;
  private readonly subscription: Subscription;
  private pending: PacketizedFrame[] = [];
  private keyFramesSent = 0;

  constructor(
    private readonly engine: StreamEngine,
    key: RenditionKey,
    private readonly topic: string,
    private readonly bus: FrameBusHost,
  ) {
    this.subscription = engine.subscribe(key);
  }

  isOf(engine: StreamEngine): boolean {
    return this.engine === engine;
  }

  start(): void {
    this.subscription.attach(this);
  }

  requestKeyFrame(keyFramesReceived: number): void {
    if (keyFramesReceived >= this.keyFramesSent) this.subscription.requestKeyFrame();
  }

  /** Frames of one turn of the event loop leave together: a GOP to catch up with must not be cut by a viewer that joins. */
  sendFrame(frame: PacketizedFrame): boolean {
    if (!this.bus.writable) return false;
    if (frame.keyFrame) this.keyFramesSent++;
    if (this.pending.push(frame) === 1) queueMicrotask(() => this.flush());
    return true;
  }

  flush(): void {
    if (this.pending.length === 0) return;
    const frames = this.pending;
    this.pending = [];
    this.bus.publish(this.topic, { frames, missed: this.subscription.framesDropped() });
  }

  release(): void {
    this.pending = [];
    this.subscription.release();
  }
}
