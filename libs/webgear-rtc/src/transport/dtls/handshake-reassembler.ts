import { readRecords, RecordType } from './dtls-records.js';
import {
  encodeHandshakeRecord,
  PartialMessage,
  readFragments,
  type HandshakeFragment,
} from './handshake-fragments.js';

const clientHello = 1;
const certificateVerify = 15;
/** Certificate, CertificateVerify, ClientKeyExchange: what a client says in the clear after its greetings. */
const answers = new Set([11, certificateVerify, 16]);

/** The first greeting, and the second with our cookie; the client's answers come after them (RFC 6347, 4.2.2). */
const lastHelloSequence = 1;
/** A client's last flight has four messages. */
const sequenceWindow = 6;
/** A greeting with several post-quantum key shares has 5 kB, a certificate with such a signature somewhat more. */
const mostMessageBytes = 16_384;
const mostPartialMessages = 8;
/** Finished, and what may be repeated of it. */
const mostEarlyRecords = 4;

/**
 * Puts a client's handshake in order before werift sees it: whole messages, one after the other, each once.
 *
 * werift joins fragments only where the last comes last, takes messages as they come, and computes other keys when they come
 * in another order or a second time; it then waits for a repetition by the client's timer, or without end. A greeting with
 * post-quantum key shares does not fit into one datagram, so that fragments are no exception any more.
 *
 * What it keeps is bounded by what comes, and by the limits above.
 */
export class HandshakeReassembler {
  private readonly partial = new Map<string, PartialMessage>();
  private readonly whole = new Map<number, { readonly type: number; readonly body: Buffer }>();
  private readonly early: Buffer[] = [];
  private readonly answered = new Set<number>();
  private nextSequence = 0;

  /** Takes a datagram, and gives the records that can be handled now. */
  receive(datagram: Buffer): Buffer[] {
    const ready: Buffer[] = [];
    for (const record of readRecords(datagram)) {
      if (record.epoch > 0) {
        if (record.type === RecordType.Handshake) ready.push(...this.takeEncrypted(record.bytes));
      } else if (record.type === RecordType.Alert) {
        ready.push(record.bytes);
      } else if (record.type === RecordType.Handshake) {
        for (const fragment of readFragments(record.fragment)) ready.push(...this.take(fragment));
      }
    }
    return ready;
  }

  /** Finished overtakes what it needs to be decrypted wherever datagrams change places. */
  private takeEncrypted(record: Buffer): Buffer[] {
    if (this.answered.has(certificateVerify)) return [record];
    if (this.early.length < mostEarlyRecords) this.early.push(Buffer.from(record));
    return [];
  }

  private take(fragment: HandshakeFragment): Buffer[] {
    if (!this.isExpected(fragment)) return [];
    const { type, length, messageSequence, offset, data } = fragment;
    const key = `${messageSequence} ${type} ${length}`;
    const partial = this.partial.get(key) ?? new PartialMessage(length);
    const body = partial.add(offset, data);
    if (body === undefined) {
      this.keep(key, partial);
      return [];
    }
    this.partial.delete(key);
    // A greeting again: our answer to it was lost.
    if (messageSequence < this.nextSequence) return [encodeHandshakeRecord(type, messageSequence, body)];
    this.whole.set(messageSequence, { type, body });
    return this.takeInOrder();
  }

  private isExpected({ type, length, messageSequence }: HandshakeFragment): boolean {
    if (length > mostMessageBytes || messageSequence >= this.nextSequence + sequenceWindow) return false;
    if (type === clientHello) {
      return messageSequence <= lastHelloSequence && messageSequence >= this.nextSequence - 1;
    }
    return (
      messageSequence > lastHelloSequence &&
      messageSequence >= this.nextSequence &&
      answers.has(type) &&
      !this.answered.has(type)
    );
  }

  private keep(key: string, partial: PartialMessage): void {
    this.partial.delete(key);
    this.partial.set(key, partial);
    const [oldest] = this.partial.keys();
    if (this.partial.size > mostPartialMessages && oldest !== undefined) this.partial.delete(oldest);
  }

  private takeInOrder(): Buffer[] {
    const ready: Buffer[] = [];
    for (;;) {
      const message = this.whole.get(this.nextSequence);
      if (message === undefined) return ready;
      this.whole.delete(this.nextSequence);
      ready.push(encodeHandshakeRecord(message.type, this.nextSequence, message.body));
      this.nextSequence++;
      if (message.type !== clientHello) this.answered.add(message.type);
      if (message.type === certificateVerify) ready.push(...this.early.splice(0));
    }
  }
}
