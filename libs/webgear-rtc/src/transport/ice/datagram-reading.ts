import type { CaptureClock } from '../../media/capture-clock.js';
import type { RemoteAddress } from './remote-address.js';

/** A busy socket is read with each frame that is sent, and where none is, this often, in milliseconds. */
const pollMs = 40;

/** A socket is busy with so many datagrams in {@link busyUs}: with fewer, nothing is saved by reading it at once. */
const busyDatagrams = 6;
const busyUs = 20_000;

/** And quiet with fewer than so many in {@link quietUs}. */
const quietDatagrams = 60;
const quietUs = 400_000;

/** A handshake and a publisher's media are handed over as they come for so long after the last datagram, in microseconds. */
const promptUs = 2_000_000;

/** What reads a socket in place of Node. */
export interface BatchedReader {
  /** From now on Node does not read the socket, and is not woken by it. */
  take(): void;
  /** Node reads it again. */
  release(): void;
  /** How many datagrams {@link read} hands over at most. */
  readonly mostDatagrams: number;
  /** Hands over what waits in the socket; @returns how many datagrams that were, dropped ones included */
  read(onDatagram: DatagramListener): number;
}

type DatagramListener = (datagram: Buffer, from: RemoteAddress) => void;

/**
 * How the socket that all viewers share is read: as datagrams come, or, where hundreds a second come, all that wait at once.
 *
 * Most of them are reports on what arrived, eight a second from each viewer, and to be woken by each would be a good part of
 * what a viewer costs. Whatever opens a connection, and media, is never read that way.
 */
export class DatagramReading {
  private count = 0;
  private sinceUs = Number.NEGATIVE_INFINITY;
  private promptUntilUs = Number.NEGATIVE_INFINITY;
  /** While all that waits is read at once; aborted at its end. */
  private polling: AbortController | undefined;
  /** Aborted when the socket is read before its time. */
  private sleeping: AbortController | undefined;
  private isScheduled = false;

  constructor(
    private readonly reader: BatchedReader,
    private readonly clock: CaptureClock,
    private readonly listener: DatagramListener,
  ) {}

  /** Whether all that waits is read at once. */
  get isBatched(): boolean {
    return this.polling !== undefined;
  }

  /** Node has read a datagram, which is handed over. */
  receive(datagram: Buffer, from: RemoteAddress): void {
    this.note(datagram);
    this.listener(datagram, from);
  }

  /** A packet was sent: the process is awake, and what waits is read behind what it is doing. */
  noteSent(): void {
    if (this.polling === undefined || this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (this.polling === undefined) return;
      this.read();
      this.sleeping?.abort();
    });
  }

  /** A connection is about to be opened: for a while datagrams are handed over as they come. */
  expectConnection(): void {
    this.promptUntilUs = this.clock.nowUs() + promptUs;
    this.stop();
  }

  /** The socket is about to be closed. */
  close(): void {
    this.promptUntilUs = Number.POSITIVE_INFINITY;
    this.stop();
  }

  private note(datagram: Buffer): void {
    const nowUs = this.clock.nowUs();
    if (isPrompt(datagram)) this.promptUntilUs = Math.max(this.promptUntilUs, nowUs + promptUs);
    this.count++;
    const elapsedUs = nowUs - this.sinceUs;
    if (elapsedUs < busyUs) return;
    const isBusy = this.count >= busyDatagrams && elapsedUs < 2 * busyUs;
    this.count = 0;
    this.sinceUs = nowUs;
    if (isBusy && nowUs >= this.promptUntilUs) void this.poll();
  }

  private async poll(): Promise<void> {
    const polling = new AbortController();
    this.polling = polling;
    this.reader.take();
    while (!polling.signal.aborted) {
      const sleeping = new AbortController();
      this.sleeping = sleeping;
      await this.clock.sleep(pollMs, sleeping.signal);
      if (!polling.signal.aborted && !sleeping.signal.aborted) this.read();
    }
  }

  private read(): void {
    for (;;) {
      const count = this.reader.read(this.batched);
      this.count += count;
      // What was handed over may have closed the socket, whose number may be another file's then.
      if (this.polling === undefined) return;
      if (count < this.reader.mostDatagrams) break;
    }
    const nowUs = this.clock.nowUs();
    const elapsedUs = nowUs - this.sinceUs;
    const isQuiet = elapsedUs >= quietUs && this.count < quietDatagrams;
    if (elapsedUs >= quietUs) {
      this.count = 0;
      this.sinceUs = nowUs;
    }
    if (isQuiet || nowUs < this.promptUntilUs) this.stop();
  }

  private readonly batched: DatagramListener = (datagram, from) => {
    if (isPrompt(datagram)) {
      this.promptUntilUs = Math.max(this.promptUntilUs, this.clock.nowUs() + promptUs);
    }
    this.listener(datagram, from);
  };

  /** What waits then, Node reads. */
  private stop(): void {
    const { polling } = this;
    if (polling === undefined) return;
    this.polling = undefined;
    polling.abort();
    this.sleeping?.abort();
    this.reader.release();
  }
}

/** Whether a datagram is one of DTLS, or media: neither STUN nor RTCP (RFC 7983, 7; RFC 5761, 4). */
function isPrompt(datagram: Buffer): boolean {
  const [first = 0, second = 0] = datagram;
  return (first >= 20 && first <= 63) || (first >= 128 && (second < 192 || second > 223));
}
