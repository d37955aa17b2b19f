import { Candidate, serverReflexiveCandidate, StunProtocol, type UdpTransport } from 'werift';
import type { IceServerAddress } from '../../../options/ice-server-url.js';
import type { LocalCandidate } from '../host-candidates.js';
import { indirectCandidate } from './candidate-line.js';
import { DatagramTransport } from './datagram-transport.js';
import type { PacketFilter, LocalCandidateSocket } from './local-candidate-socket.interface.js';

/** A UDP socket of one viewer's, whose address outside a STUN server has told. */
export class SrflxSocket implements LocalCandidateSocket {
  readonly sending = 'dgram';
  readonly protocol = new StunProtocol();
  candidates: readonly LocalCandidate[] = [];
  private filter: PacketFilter = () => false;

  private constructor(transport: DatagramTransport) {
    // werift wants its own class, of which it uses what it has in common with ours.
    this.protocol.transport = transport as unknown as UdpTransport;
    this.protocol.localCandidate = new Candidate(
      'direct',
      1,
      'udp',
      1,
      '0.0.0.0',
      transport.address.port,
      'host',
    );
    transport.onData = (datagram, from) => {
      if (!this.filter(datagram, from)) this.protocol['datagramReceived'](datagram, from);
    };
  }

  /** Opens a socket. Rejects when there is none to be had. */
  static async open(address: string): Promise<SrflxSocket> {
    return new SrflxSocket(await DatagramTransport.bind(4, address));
  }

  /** Asks STUN servers for our server-reflexive address; the first answer counts. It ends with {@link close} at the latest. */
  async askAll(servers: readonly IceServerAddress[]): Promise<void> {
    const answers = servers.map(async ({ host, port }) => {
      const seen = await serverReflexiveCandidate(this.protocol, [host, port]);
      if (seen === undefined) throw new Error('no answer');
      return seen;
    });
    const seen = await Promise.any(answers).catch(() => undefined);
    if (seen !== undefined) this.candidates = [indirectCandidate('srflx', [seen.host, seen.port])];
  }

  setFilter(filter: PacketFilter): void {
    this.filter = filter;
  }

  async close(): Promise<void> {
    await this.protocol.close();
  }
}
