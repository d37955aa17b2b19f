import type { Observable, Unsubscribable } from 'rxjs';
import type { OriginLocks } from './stream-lock.js';

/** A message of another machine. Nothing in it can be relied on before it has been checked. */
export interface BusMessage {
  readonly subject: string;
  /** Valid until the receiver returns. */
  readonly data: Uint8Array;
  /** Answers a request; does nothing where none is expected. */
  respond(data: Uint8Array): void;
}

/** A connection to a message broker that delivers at most once, and in the order of each publisher. */
export interface BusConnection {
  /** Whether the broker can be reached now. What is published meanwhile is discarded. */
  readonly isConnected: boolean;
  /** Now, and after each change of {@link isConnected}. */
  readonly connected$: Observable<boolean>;
  /** `false` while the broker does not take what was sent. Frames sent then would only be later. */
  readonly isWritable: boolean;
  /** How long the broker took to answer last, in milliseconds; `undefined` where it was not asked. */
  readonly roundTripMs?: number | undefined;
  /** What is known to go wrong with the broker that is there now; `undefined` where nothing is. */
  readonly brokerFault?: string | undefined;
  /** Largest message, in bytes. */
  readonly maxPayloadBytes: number;
  publish(subject: string, data: Uint8Array): void;
  /** @param group of the subscribers of one group, one gets each message */
  subscribe(subject: string, receive: (message: BusMessage) => void, group?: string): Unsubscribable;
  /**
   * Sends a request and waits for its answer.
   *
   * @throws Error when nobody answers, or not in time
   */
  request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
  /**
   * Has the broker keep locks of origins, where it can.
   *
   * @param note told once when it does not, and why
   * @returns `undefined` where nothing of it can be used
   */
  openLocks?(cluster: string, note: (line: string) => void): Promise<OriginLocks | undefined>;
  /** Sends what is left and disconnects. A second call waits for the first. */
  close(): Promise<void>;
}
