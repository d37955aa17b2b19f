import { SharedPortTransport } from './ice/shared-port-transport.js';
import { MediaPort, type MediaPortSettings } from './ice/media-port.js';
import type { PeerTransport } from './peer-transport.interface.js';

/** How the server is reached. */
export interface ConnectivityOptions {
  /** UDP port; 0 for any free one. */
  readonly udpPort: number;
  /** Address to bind it to; `0.0.0.0` for all. */
  readonly udpAddress: string;
  /** Whether viewers may come over TCP, to the same port number. */
  readonly iceTcp: boolean;
  /** Addresses to announce instead of this machine's. */
  readonly announcedAddresses: readonly string[];
}

/** The port all viewers share, and the way to each. */
export class Connectivity {
  private constructor(
    private readonly options: ConnectivityOptions,
    private readonly port: MediaPort,
  ) {}

  /**
   * Binds the port.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   */
  static async open(
    options: ConnectivityOptions,
    openOutlet: MediaPortSettings['openOutlet'],
  ): Promise<Connectivity> {
    const settings = { tcp: options.iceTcp, ...(openOutlet && { openOutlet }) };
    return new Connectivity(options, await MediaPort.bind(options.udpAddress, options.udpPort, settings));
  }

  /** The way to a new viewer. */
  createTransport(): PeerTransport {
    const { announcedAddresses, udpAddress } = this.options;
    return new SharedPortTransport(this.port, { announcedAddresses, boundAddress: udpAddress });
  }

  /** Resolves when the port is free again. */
  async close(): Promise<void> {
    await this.port.close();
  }
}
