import type { Unsubscribable } from 'rxjs';
import type {
  FrameBus,
  PublishedFrames,
  StreamCommand,
  StreamFacts,
  StreamQuery,
  StreamReplies,
  StreamRequestHandler,
} from '../broadcast/frame-bus.js';

/**
 * A bus within one thread. Messages arrive in order and never within the call that sends them, as with a real one;
 * control messages are copied as those to another thread are.
 */
export class InMemoryFrameBus implements FrameBus {
  /** Whether the client lags; set by tests. */
  lagging = false;
  /** Every message so far, by its kind and what it is about. */
  readonly log: string[] = [];
  private readonly frames = new Map<string, (published: PublishedFrames) => void>();
  private readonly updates = new Map<string, (value: never) => void>();
  private handler: StreamRequestHandler | undefined;

  get writable(): boolean {
    return !this.lagging;
  }

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
    this.log.push(command.kind === 'demand' ? `demand ${command.demand}` : command.kind);
    const copy = structuredClone(command);
    queueMicrotask(() => this.handler?.command(copy));
  }

  async query<Kind extends StreamQuery['kind']>(
    query: Extract<StreamQuery, { readonly kind: Kind }>,
  ): Promise<StreamReplies[Kind]> {
    this.log.push(query.kind);
    await Promise.resolve();
    if (this.handler === undefined) throw new Error('nothing serves this bus');
    const reply = await this.handler.query(structuredClone<StreamQuery>(query));
    return structuredClone(reply) as StreamReplies[Kind];
  }

  publish(topic: string, published: PublishedFrames): void {
    this.log.push('frames');
    queueMicrotask(() => this.frames.get(topic)?.(published));
  }

  update<Fact extends keyof StreamFacts>(stream: string, fact: Fact, value: StreamFacts[Fact]): void {
    this.log.push(`update ${fact}`);
    const copy = structuredClone(value);
    queueMicrotask(() => this.updates.get(`${fact} of ${stream}`)?.(copy as never));
  }

  serve(handler: StreamRequestHandler): void {
    this.handler = handler;
  }
}
