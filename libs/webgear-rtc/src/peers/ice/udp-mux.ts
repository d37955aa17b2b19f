import { createSocket, type Socket } from 'node:dgram';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { PacketRoute } from '../../rtp/packet-route.interface.js';
import { DatagramMemory, DatagramRoute } from './datagram-route.js';
import { SegmentedRoute, type SegmentedOutlet } from './segmented-route.js';
import { addressKey, type RemoteAddress } from './remote-address.js';
import { readBindingRequest, respondToBinding } from './stun-responder.js';

/** One viewer's end of the shared port. */
export interface MuxedSession {
  /** Our half of the ICE user name: how a first packet finds its session. */
  readonly usernameFragment: string;
  readonly password: string;
  /** A verified connectivity check came from here. */
  handleBinding(from: RemoteAddress, nominated: boolean): void;
  /** DTLS or SRTCP from an address this session has verified. */
  handleDatagram(datagram: Buffer, from: RemoteAddress): void;
}

interface Registration {
  readonly session: MuxedSession;
  readonly addresses: Set<string>;
}

// A browser has a handful of candidate pairs. More addresses under one password are somebody probing.
const maxAddressesPerSession = 16;
const receiveBufferBytes = 2 ** 20;
const sendBufferBytes = 4 * 2 ** 20;

/**
 * One UDP socket for all viewers of a process, the ICE-lite side of each (RFC 8445, 2.5).
 *
 * A datagram belongs to a session by the user name of a verified check, and from then on by its source address.
 * Everything else is dropped without an answer.
 */
export class UdpMux {
  private readonly registrations = new Map<string, Registration>();
  private readonly byAddress = new Map<string, Registration>();
  private readonly memory: DatagramMemory;
  private outlet: SegmentedOutlet | undefined;
  private dropped = 0;
  private closing: Promise<void> | undefined;
  /** The port it is bound to. */
  readonly port: number;

  private constructor(private readonly socket: Socket) {
    this.memory = new DatagramMemory(socket);
    // Read once: an answer may be under way while the socket is closed, and a closed socket has no address.
    this.port = socket.address().port;
    socket.on('message', (datagram, from) => this.receive(datagram, from));
    // A viewer that is gone makes the next send fail (ICMP port unreachable); its own time-out ends it.
    socket.on('error', () => undefined);
  }

  /**
   * Binds the port; 0 takes any free one.
   *
   * @param openOutlet finds a quicker way out of the socket for media
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   */
  static async bind(
    address: string,
    port: number,
    openOutlet?: (socket: Socket) => Promise<SegmentedOutlet | undefined>,
  ): Promise<UdpMux> {
    // All addresses are numbers, and the resolver's detour costs a tick per packet.
    const socket = createSocket({
      type: 'udp4',
      lookup: (hostname, _options, done) => done(null, hostname, 4),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (cause) => {
        const detail = { address, port, reason: cause.message };
        reject(new WebGearRtcError('WGR_UDP_PORT_UNAVAILABLE', detail, { cause }));
      });
      socket.bind(port, address, () => {
        socket.removeAllListeners('error');
        resolve();
      });
    });
    trySetBufferSizes(socket);
    const mux = new UdpMux(socket);
    mux.outlet = await openOutlet?.(socket);
    return mux;
  }

  /** Datagrams that belonged to nobody or failed verification. */
  get datagramsDropped(): number {
    return this.dropped;
  }

  register(session: MuxedSession): void {
    this.registrations.set(session.usernameFragment, { session, addresses: new Set() });
  }

  unregister(session: MuxedSession): void {
    const registration = this.registrations.get(session.usernameFragment);
    if (registration === undefined) return;
    this.registrations.delete(session.usernameFragment);
    for (const key of registration.addresses) {
      if (this.byAddress.get(key) === registration) this.byAddress.delete(key);
    }
  }

  send(datagram: Buffer, to: RemoteAddress): void {
    this.socket.send(datagram, to.port, to.address);
  }

  /** A way for media to a viewer, wherever it is at the time. */
  route(to: () => RemoteAddress | undefined): PacketRoute {
    const datagrams = new DatagramRoute(this.socket, this.memory, to);
    return this.outlet === undefined ? datagrams : new SegmentedRoute(this.outlet, datagrams, to);
  }

  /** Resolves when the port is free again. A second call waits for the first. */
  close(): Promise<void> {
    this.registrations.clear();
    this.byAddress.clear();
    // Its number may be another file's as soon as the socket is closed.
    this.outlet?.close();
    this.closing ??= new Promise((resolve) => this.socket.close(() => resolve()));
    return this.closing;
  }

  private receive(datagram: Buffer, from: RemoteAddress): void {
    // Nothing can be sent to port 0, and trying throws: a raw socket that says it sent from there is up to no good.
    if (from.port === 0) return void this.dropped++;
    // The first byte tells STUN (0-3) from DTLS (20-63) and SRTCP (128-191) (RFC 7983, 7).
    const first = datagram[0];
    if (first !== undefined && first <= 3) return this.receiveCheck(datagram, from);
    const registration = this.byAddress.get(addressKey(from));
    if (registration === undefined) this.dropped++;
    else registration.session.handleDatagram(datagram, from);
  }

  private receiveCheck(datagram: Buffer, from: RemoteAddress): void {
    const request = readBindingRequest(datagram);
    const registration = request && this.registrations.get(request.localUsernameFragment);
    if (registration === undefined || !this.acceptCheck(registration, datagram, from)) this.dropped++;
  }

  private acceptCheck(registration: Registration, datagram: Buffer, from: RemoteAddress): boolean {
    const verified = respondToBinding(datagram, registration.session.password, from);
    if (verified === undefined || !this.admit(registration, addressKey(from))) return false;
    this.send(verified.response, from);
    registration.session.handleBinding(from, verified.nominated);
    return true;
  }

  private admit(registration: Registration, key: string): boolean {
    if (!registration.addresses.has(key)) {
      if (registration.addresses.size >= maxAddressesPerSession) return false;
      registration.addresses.add(key);
    }
    // The newest proof wins: a port that a router gave to somebody else is that viewer's from now on.
    this.byAddress.set(key, registration);
    return true;
  }
}

function trySetBufferSizes(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
    socket.setSendBufferSize(sendBufferBytes);
  } catch {
    // The system allows less; it then keeps its own size.
  }
}
