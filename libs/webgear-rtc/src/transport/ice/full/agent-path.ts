import type { DatagramStream } from '../remote-address.js';
import type { LocalCandidateSocket, WeriftAddress } from './local-candidate-socket.interface.js';

/** Half a second of 8 Mb/s video, as over TCP: a relay may be spoken to over one. */
const mostWaitingBytes = 512 * 1024;

/** A candidate pair: one local socket and one address of the peer, from which a verified check has come. */
export class AgentPath implements DatagramStream {
  private waitingBytes = 0;
  /** Whether a check that was news has come from there. */
  isHeard = false;

  /** @param hasConsent whether the viewer still consents (RFC 7675, 5.1) */
  constructor(
    private readonly socket: LocalCandidateSocket,
    private readonly to: WeriftAddress,
    private readonly hasConsent: () => boolean,
  ) {}

  get sending(): LocalCandidateSocket['sending'] {
    return this.socket.sending;
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
    // A relay may have to request a channel first, and the memory is reused for the next frame by then.
    this.socket.protocol
      .sendData(Buffer.from(datagram), this.to)
      // Lost, as any datagram may be.
      .catch(() => undefined)
      .finally(() => (this.waitingBytes -= datagram.length));
  }

  /** Nothing to close: the socket outlives its pairs. */
  close(): void {}
}
