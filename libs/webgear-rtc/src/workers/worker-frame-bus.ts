import type { Unsubscribable } from 'rxjs';
import type {
  FrameBusClient,
  FrameBusHost,
  PublishedFrames,
  StreamCommand,
  StreamFacts,
  StreamQuery,
  StreamReplies,
  StreamRequestHandler,
} from '../broadcast/frame-bus.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { toPacketizedFrame, type SharedFrame, type SharedFrameBuffer } from './frame-buffer.js';
import { fromThreadError, toThreadError, type ThreadError } from './thread-error.js';

/**
 * How far a worker may lag, in microseconds. Beyond that it gets no frames until it has caught up: frames that queue
 * before a busy thread only make it later, and fill the memory.
 */
const maxLagUs = 500_000;

/** From the main thread to a worker. */
export type FrameBusDownlink =
  | {
      readonly kind: 'frames';
      readonly topic: string;
      readonly frames: readonly SharedFrame[];
      readonly missed: number;
    }
  | {
      readonly kind: 'update';
      readonly stream: string;
      readonly fact: keyof StreamFacts;
      readonly value: StreamFacts[keyof StreamFacts];
    }
  | { readonly kind: 'reply'; readonly id: number; readonly value: StreamReplies[StreamQuery['kind']] }
  | { readonly kind: 'failure'; readonly id: number; readonly error: ThreadError };

/** From a worker to the main thread. */
export type FrameBusUplink =
  | { readonly kind: 'command'; readonly command: StreamCommand }
  | { readonly kind: 'query'; readonly id: number; readonly query: StreamQuery };

/** What the main thread's end of a bus needs. */
export interface WorkerFrameBusHostParts {
  readonly buffer: SharedFrameBuffer;
  readonly clock: CaptureClock;
  /** One number, which the worker raises by one for each message of frames it has taken. */
  readonly taken: Int32Array;
  readonly post: (message: FrameBusDownlink) => void;
}

/** The main thread's end of the bus to one worker. Each frame is one message, however many viewers the worker has. */
export class WorkerFrameBusHost implements FrameBusHost {
  /** When the messages left that the worker has not taken yet. */
  private readonly postedUs: number[] = [];
  private takenBefore = 0;
  private handler: StreamRequestHandler | undefined;

  constructor(private readonly parts: WorkerFrameBusHostParts) {
    this.takenBefore = Atomics.load(parts.taken, 0);
  }

  get writable(): boolean {
    const taken = Atomics.load(this.parts.taken, 0);
    // Both wrap around at 2^32.
    this.postedUs.splice(0, (taken - this.takenBefore) | 0);
    this.takenBefore = taken;
    const [oldestUs] = this.postedUs;
    return oldestUs === undefined || this.parts.clock.nowUs() - oldestUs <= maxLagUs;
  }

  publish(topic: string, { frames, missed }: PublishedFrames): void {
    const { buffer, clock, post } = this.parts;
    this.postedUs.push(clock.nowUs());
    post({ kind: 'frames', topic, frames: frames.map((frame) => buffer.share(frame)), missed });
  }

  update<Fact extends keyof StreamFacts>(stream: string, fact: Fact, value: StreamFacts[Fact]): void {
    this.parts.post({ kind: 'update', stream, fact, value });
  }

  serve(handler: StreamRequestHandler): void {
    this.handler = handler;
  }

  /** Takes a message of the worker. */
  receive(message: FrameBusUplink): void {
    if (message.kind === 'command') this.handler?.command(message.command);
    else void this.answer(message.id, message.query);
  }

  private async answer(id: number, query: StreamQuery): Promise<void> {
    try {
      if (this.handler === undefined) return;
      const value = await this.handler.query(query);
      this.parts.post({ kind: 'reply', id, value });
    } catch (error) {
      this.parts.post({ kind: 'failure', id, error: toThreadError(error) });
    }
  }
}

interface PendingQuery {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** A worker's end of the bus. */
export class WorkerFrameBusClient implements FrameBusClient {
  private readonly frames = new Map<string, (published: PublishedFrames) => void>();
  private readonly updates = new Map<string, (value: never) => void>();
  private readonly queries = new Map<number, PendingQuery>();
  private lastQuery = 0;

  /** @param taken see {@link WorkerFrameBusHostParts.taken} */
  constructor(
    private readonly taken: Int32Array,
    private readonly post: (message: FrameBusUplink) => void,
  ) {}

  subscribe(topic: string, receive: (published: PublishedFrames) => void): Unsubscribable {
    this.frames.set(topic, receive);
    return { unsubscribe: () => void this.frames.delete(topic) };
  }

  onUpdate<Fact extends keyof StreamFacts>(
    stream: string,
    fact: Fact,
    receive: (value: StreamFacts[Fact]) => void,
  ): Unsubscribable {
    this.updates.set(`${fact} of ${stream}`, receive);
    return { unsubscribe: () => void this.updates.delete(`${fact} of ${stream}`) };
  }

  send(command: StreamCommand): void {
    this.post({ kind: 'command', command });
  }

  query<Kind extends StreamQuery['kind']>(
    query: Extract<StreamQuery, { readonly kind: Kind }>,
  ): Promise<StreamReplies[Kind]> {
    const id = ++this.lastQuery;
    return new Promise((resolve, reject) => {
      this.queries.set(id, { resolve, reject });
      this.post({ kind: 'query', id, query });
    });
  }

  /** Takes a message of the main thread. */
  receive(message: FrameBusDownlink): void {
    switch (message.kind) {
      case 'frames': {
        Atomics.add(this.taken, 0, 1);
        const { topic, frames, missed } = message;
        return this.frames.get(topic)?.({ frames: frames.map((frame) => toPacketizedFrame(frame)), missed });
      }
      case 'update':
        return this.updates.get(`${message.fact} of ${message.stream}`)?.(message.value as never);
      case 'reply':
        return this.settle(message.id)?.resolve(message.value as never);
      case 'failure':
        return this.settle(message.id)?.reject(fromThreadError(message.error));
    }
  }

  private settle(id: number): PendingQuery | undefined {
    const pending = this.queries.get(id);
    this.queries.delete(id);
    return pending;
  }
}
