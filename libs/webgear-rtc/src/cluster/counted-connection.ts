import { distinctUntilChanged, skip, type Observable, type Unsubscribable } from 'rxjs';
import type { BusConnection, BusMessage } from './bus-connection.interface.js';
import type { OriginLocks } from './stream-lock.js';

/** What went through a connection. */
export interface BusTotals {
  readonly messagesSent: number;
  readonly bytesSent: number;
  readonly messagesReceived: number;
  readonly bytesReceived: number;
  /** Messages that were not sent: there was no broker. */
  readonly messagesDiscarded: number;
  /** Times that the broker was there again. */
  readonly reconnects: number;
  readonly isConnected: boolean;
  /** How long the broker took to answer last, in seconds; `undefined` before. */
  readonly roundTripSeconds: number | undefined;
}

/** A connection that counts what goes through it. */
export class CountedConnection implements BusConnection {
  private messagesSent = 0;
  private bytesSent = 0;
  private messagesReceived = 0;
  private bytesReceived = 0;
  private messagesDiscarded = 0;
  private reconnects = 0;

  constructor(private readonly inner: BusConnection) {
    inner.connected$.pipe(distinctUntilChanged(), skip(1)).subscribe((isConnected) => {
      if (isConnected) this.reconnects++;
    });
  }

  get isConnected(): boolean {
    return this.inner.isConnected;
  }

  get connected$(): Observable<boolean> {
    return this.inner.connected$;
  }

  get isWritable(): boolean {
    return this.inner.isWritable;
  }

  get maxPayloadBytes(): number {
    return this.inner.maxPayloadBytes;
  }

  get roundTripMs(): number | undefined {
    return this.inner.roundTripMs;
  }

  get brokerFault(): string | undefined {
    return this.inner.brokerFault;
  }

  /** What went through it so far. */
  get totals(): BusTotals {
    const { messagesSent, bytesSent, messagesReceived, bytesReceived, messagesDiscarded, reconnects } = this;
    const { isConnected, roundTripMs } = this.inner;
    return {
      messagesSent,
      bytesSent,
      messagesReceived,
      bytesReceived,
      messagesDiscarded,
      reconnects,
      isConnected,
      roundTripSeconds: roundTripMs === undefined ? undefined : roundTripMs / 1000,
    };
  }

  publish(subject: string, data: Uint8Array): void {
    if (this.inner.isConnected) this.noteSent(data);
    else this.messagesDiscarded++;
    this.inner.publish(subject, data);
  }

  subscribe(subject: string, receive: (message: BusMessage) => void, group?: string): Unsubscribable {
    const counted = (message: BusMessage): void => {
      this.noteReceived(message.data);
      receive(message);
    };
    return this.inner.subscribe(subject, counted, group);
  }

  async request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    this.noteSent(data);
    const answer = await this.inner.request(subject, data, timeoutMs);
    this.noteReceived(answer);
    return answer;
  }

  async openLocks(cluster: string, note: (line: string) => void): Promise<OriginLocks | undefined> {
    return this.inner.openLocks?.(cluster, note);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private noteSent(data: Uint8Array): void {
    this.messagesSent++;
    this.bytesSent += data.length;
  }

  private noteReceived(data: Uint8Array): void {
    this.messagesReceived++;
    this.bytesReceived += data.length;
  }
}
