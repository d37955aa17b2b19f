import type { DatagramStream } from '../remote-address.js';
import type { LocalCandidateSocket, WeriftAddress } from './local-candidate-socket.interface.js';

/** Half a second of 8 Mb/s video, as over TCP: a relay may be spoken to over one. */
const mostWaitingBytes = 512 * 1024;

/** One way of ours to one address of the viewer's, from which a verified check has come. */
export class AgentPath implements DatagramStream {
  private waitingBytes = 0;
  /** Whether a check that was news has come from there. */
  isHeard = false;

  /** @param hasConsent whether the viewer still consents (RFC 7675, 5.1) */
  constructor(
    private readonly way: LocalCandidateSocket,
    private readonly to: WeriftAddress,
    private readonly hasConsent: () => boolean,
  ) {}

  get sending(): LocalCandidateSocket['sending'] {
    return this.way.sending;
  }

  get writable(): boolean {
    return this.hasConsent() && this.waitingBytes < mostWaitingBytes;
  }

  send(datagrams: readonly Buffer[]): void {
    if (!this.writable) return;
    for (const datagram of datagrams) this.answer(datagram);
  }

  /** Sends whatever the viewer consents to: an answer to its own check. */
  answer(datagram: Buffer): void {
    this.waitingBytes += datagram.length;
    // A relay may have to ask for a channel first, and the memory is the next picture's by then.
    this.way.protocol
      .sendData(Buffer.from(datagram), this.to)
      // Lost, as any datagram may be.
      .catch(() => undefined)
      .finally(() => (this.waitingBytes -= datagram.length));
  }

  /** There is nothing to end: the way outlives its paths. */
  close(): void {}
}
