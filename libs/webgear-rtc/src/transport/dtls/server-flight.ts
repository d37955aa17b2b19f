import { readRecords, RecordType } from './dtls-records.js';
import { encodeHandshakeRecord, PartialMessage, readFragments } from './handshake-fragments.js';

const helloVerifyRequest = 3;
const serverHelloDone = 14;
/** HelloVerifyRequest, ServerHello, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone. */
const expected = new Set([helloVerifyRequest, 2, 11, 12, 13, serverHelloDone]);
/** A server's greeting has five messages at most. */
const sequenceWindow = 8;
const mostMessageBytes = 16_384;
const mostPartialMessages = 8;

/**
 * Puts a server's handshake in order before werift's client sees it: whole messages, one after the other, each once.
 *
 * werift's client makes another key pair for a ServerKeyExchange that is repeated, and takes a Finished in the clear for the end.
 */
export class ServerFlight {
  private readonly partial = new Map<string, PartialMessage>();
  private readonly whole = new Map<number, { readonly type: number; readonly body: Buffer }>();
  private readonly seen = new Set<number>();
  private nextSequence = 0;
  private isWhole = false;

  /** Takes a datagram, and gives the records that can be handled now. */
  receive(datagram: Buffer): Buffer[] {
    const ready: Buffer[] = [];
    for (const record of readRecords(datagram)) {
      if (record.epoch > 0) {
        // Nothing decrypts before our own last flight has left.
        if (record.type === RecordType.Handshake && this.isWhole) ready.push(record.bytes);
      } else if (record.type === RecordType.Handshake) {
        for (const { type, length, messageSequence, offset, data } of readFragments(record.fragment)) {
          if (!this.isExpected(type, length, messageSequence)) continue;
          const key = `${messageSequence} ${type} ${length}`;
          const partial = this.partial.get(key) ?? new PartialMessage(length);
          const body = partial.add(offset, data);
          this.partial.delete(key);
          if (body === undefined) this.keep(key, partial);
          else this.whole.set(messageSequence, { type, body });
        }
        ready.push(...this.takeInOrder());
      }
    }
    return ready;
  }

  private isExpected(type: number, length: number, sequence: number): boolean {
    return (
      !this.isWhole &&
      expected.has(type) &&
      !this.seen.has(type) &&
      length <= mostMessageBytes &&
      sequence >= this.nextSequence &&
      sequence < this.nextSequence + sequenceWindow
    );
  }

  private keep(key: string, partial: PartialMessage): void {
    this.partial.set(key, partial);
    const [oldest] = this.partial.keys();
    if (this.partial.size > mostPartialMessages && oldest !== undefined) this.partial.delete(oldest);
  }

  private takeInOrder(): Buffer[] {
    const ready: Buffer[] = [];
    for (let message; (message = this.whole.get(this.nextSequence)) !== undefined;) {
      this.whole.delete(this.nextSequence);
      // Of two that claim one place, the second type was not seen when it was kept.
      if (!this.seen.has(message.type)) {
        this.seen.add(message.type);
        ready.push(encodeHandshakeRecord(message.type, this.nextSequence, message.body));
      }
      this.nextSequence++;
      this.isWhole ||= message.type === serverHelloDone;
    }
    return ready;
  }
}
