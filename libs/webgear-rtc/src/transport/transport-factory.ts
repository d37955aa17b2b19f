import type { IceServer, IceTransportPolicy } from '../options/ice-server.interface.js';
import { withTemporaryCredentials } from '../options/temporary-credentials.js';
import { FullIceTransport } from './ice/full/full-ice-transport.js';
import { offeredCandidates } from './ice/full/offered-candidates.js';
import { AnnouncedAddresses } from './ice/announced-addresses.js';
import { IceLiteTransport } from './ice/ice-lite-transport.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { UdpMux, type UdpMuxSettings } from './ice/udp-mux.js';
import type { PeerTransport } from './peer-transport.interface.js';
import type { OfferedCandidate } from './ice/offered-candidate.js';

/** How the server is reached. */
export interface TransportFactoryOptions {
  /** UDP port; 0 for any free one. */
  readonly udpPort: number;
  /** Address to bind it to; `0.0.0.0` for all. */
  readonly udpAddress: string;
  /** Whether viewers may come over TCP, to the same port number. */
  readonly iceTcp: boolean;
  /** Addresses and names to announce instead of this machine's, each with a port or without. */
  readonly announcedAddresses: readonly string[];
  /** STUN and TURN servers to ask; none is ever asked that is not named here. */
  readonly iceServers: readonly IceServer[];
  /** Whether viewers may come through TURN servers alone. */
  readonly iceTransportPolicy: IceTransportPolicy;
}

/** The browser's half of the connectivity checks, as its offer states it. */
export interface OfferedIce {
  readonly usernameFragment: string;
  readonly password: string;
  readonly candidates: readonly OfferedCandidate[];
}

/** Owns the UDP port that all peers share, and makes a transport for each peer. */
export class TransportFactory {
  private readonly fullIce = new Set<PeerTransport>();
  private readonly announced: AnnouncedAddresses;

  private constructor(
    private readonly options: TransportFactoryOptions,
    private readonly port: UdpMux,
  ) {
    this.announced = new AnnouncedAddresses(options.announcedAddresses, new SystemCaptureClock());
  }

  /**
   * Binds the port.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   */
  static async open(
    options: TransportFactoryOptions,
    native: Pick<UdpMuxSettings, 'openGsoSocket' | 'openReader'> = {},
  ): Promise<TransportFactory> {
    const settings = { tcp: options.iceTcp, ...native };
    return new TransportFactory(options, await UdpMux.bind(options.udpAddress, options.udpPort, settings));
  }

  /**
   * The transport of a new peer.
   *
   * @param requestedFrom address its request came from
   */
  createTransport(
    { ice }: Pick<{ readonly ice: OfferedIce }, 'ice'>,
    requestedFrom: string | undefined,
  ): PeerTransport {
    const { udpAddress: boundAddress, iceServers, iceTransportPolicy } = this.options;
    const shared = new IceLiteTransport(this.port, boundAddress, this.announced);
    if (iceServers.length === 0) return shared;
    const transport = new FullIceTransport({
      options: {
        iceServers: withTemporaryCredentials(iceServers),
        iceTransportPolicy,
        bindAddress: boundAddress,
      },
      remote: { ...ice, candidates: offeredCandidates(ice.candidates) },
      requestedFrom,
      shared: iceTransportPolicy === 'relay' ? undefined : shared,
      onClosed: (closed) => this.fullIce.delete(closed),
    });
    this.fullIce.add(transport);
    return transport;
  }

  /** See {@link UdpMux.readsTogether}. */
  get readsTogether(): boolean {
    return this.port.readsTogether;
  }

  /** Resolves when the port is free again, and what was opened for single viewers is closed. */
  async close(): Promise<void> {
    await Promise.all([this.port.close(), ...[...this.fullIce].map((transport) => transport.close())]);
  }
}
