import { BehaviorSubject, type Observable, type Unsubscribable } from 'rxjs';
import type { BusConnection, BusMessage } from '../cluster/bus-connection.interface.js';

interface Subscriber {
  readonly owner: InMemoryConnection;
  readonly levels: readonly string[];
  readonly group: string | undefined;
  readonly receive: (message: BusMessage) => void;
}

/** A message broker within one thread: subjects with wildcards, groups, and requests. Tests cut its connections and lose messages. */
export class InMemoryBroker {
  /** Subjects of all messages so far. */
  readonly log: string[] = [];
  /** Says which messages are lost; set by tests. */
  loses: (subject: string, data: Uint8Array) => boolean = () => false;
  private readonly subscribers = new Set<Subscriber>();
  private inboxes = 0;

  connect(): InMemoryConnection {
    return new InMemoryConnection(this);
  }

  /** See `BusConnection.subscribe`. */
  subscribe(subscriber: Subscriber): Unsubscribable {
    this.subscribers.add(subscriber);
    return { unsubscribe: () => void this.subscribers.delete(subscriber) };
  }

  /** A subject that nobody else has. */
  inbox(): string {
    return `_INBOX.${++this.inboxes}`;
  }

  /** Delivers later, as a real one does, to those who are connected then. Returns how many there are now. */
  publish(subject: string, data: Uint8Array, reply?: string): number {
    this.log.push(subject);
    if (this.loses(subject, data)) return 0;
    const levels = subject.split('.');
    const matching = [...this.subscribers].filter(
      (subscriber) => subscriber.owner.isConnected && matches(subscriber.levels, levels),
    );
    const groups = new Set<string>();
    const receivers = matching.filter(({ group }) => {
      if (group === undefined) return true;
      const isFirst = !groups.has(group);
      groups.add(group);
      return isFirst;
    });
    const copy = Uint8Array.from(data);
    queueMicrotask(() => {
      for (const receiver of receivers) {
        if (!this.subscribers.has(receiver) || !receiver.owner.isConnected) continue;
        const respond = (answer: Uint8Array): void => {
          if (reply !== undefined && receiver.owner.isConnected) this.publish(reply, answer);
        };
        receiver.receive({ subject, data: copy, respond });
      }
    });
    return receivers.length;
  }
}

/** A connection to an {@link InMemoryBroker}. */
export class InMemoryConnection implements BusConnection {
  /** Whether the broker takes messages; set by tests. */
  isTaking = true;
  readonly maxPayloadBytes = 1024 * 1024;
  private readonly connection = new BehaviorSubject(true);

  constructor(private readonly broker: InMemoryBroker) {}

  get isConnected(): boolean {
    return this.connection.value;
  }

  get connected$(): Observable<boolean> {
    return this.connection.asObservable();
  }

  get isWritable(): boolean {
    return this.isConnected && this.isTaking;
  }

  /** Cuts it, or has it back. */
  setConnected(isConnected: boolean): void {
    this.connection.next(isConnected);
  }

  publish(subject: string, data: Uint8Array): void {
    if (this.isConnected) this.broker.publish(subject, data);
  }

  subscribe(subject: string, receive: (message: BusMessage) => void, group?: string): Unsubscribable {
    return this.broker.subscribe({ owner: this, levels: subject.split('.'), group, receive });
  }

  request(subject: string, data: Uint8Array): Promise<Uint8Array> {
    const inbox = this.broker.inbox();
    return new Promise((resolve, reject) => {
      const answer = this.subscribe(inbox, (message) => {
        answer.unsubscribe();
        resolve(message.data);
      });
      if (!this.isConnected || this.broker.publish(subject, data, inbox) === 0) {
        answer.unsubscribe();
        reject(new Error('nobody answers'));
      }
    });
  }

  close(): Promise<void> {
    this.setConnected(false);
    return Promise.resolve();
  }
}

function matches(pattern: readonly string[], subject: readonly string[]): boolean {
  for (const [index, level] of pattern.entries()) {
    if (level === '>') return subject.length > index;
    if (subject[index] === undefined || (level !== '*' && level !== subject[index])) return false;
  }
  return pattern.length === subject.length;
}
