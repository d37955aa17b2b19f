import { NativeMemory } from '../native/native-memory.js';
import type { NativeGsoSocket } from '../native/native-gso-socket.js';
import type { PacketRoute, PacketSending } from '../../rtp/packet-route.interface.js';
import type { UdpRoute } from './udp-route.js';
import type { RemoteAddress } from './remote-address.js';

const memoryBytes = 2 ** 16;
// A full socket empties as fast as the line is; asking more often only costs time that sending could use.
const fullPauseMs = 1;

/** The socket all viewers share, and whether it takes anything. */
export class GsoSocket {
  /** What is sent has left when the call returns, so that one piece of memory serves all peers. */
  readonly memory = NativeMemory.allocate(memoryBytes);
  private fullUntilMs = 0;
  private closed = false;

  /** @param nowMs what time it is, from any start */
  constructor(
    private readonly socket: Pick<NativeGsoSocket, 'send'>,
    private readonly nowMs = () => performance.now(),
  ) {}

  get writable(): boolean {
    return this.fullUntilMs === 0 || this.nowMs() >= this.fullUntilMs;
  }

  send(to: Buffer, packets: Buffer, packetBytes: number): ReturnType<NativeGsoSocket['send']> {
    if (this.closed) return 'sent';
    const result = this.socket.send(to, packets, packetBytes);
    this.fullUntilMs = result === 'full' ? this.nowMs() + fullPauseMs : 0;
    return result;
  }

  /** Sends nothing any more: the socket is about to be closed. */
  close(): void {
    this.closed = true;
  }
}

/** The route to one peer with one system call for many packets (UDP GSO). */
export class GsoRoute implements PacketRoute {
  private known: RemoteAddress | undefined;
  private readonly target = Buffer.alloc(6);
  private segments = true;

  /**
   * @param datagrams the way for a path that takes no such calls: through a tunnel, or with a small MTU
   * @param to where the viewer is now
   */
  constructor(
    private readonly gsoSocket: GsoSocket,
    private readonly datagrams: UdpRoute,
    private readonly to: () => RemoteAddress | undefined,
  ) {}

  get sending(): PacketSending {
    return this.segments ? 'udp-gso' : 'dgram';
  }

  get writable(): boolean {
    return this.segments ? this.gsoSocket.writable : this.datagrams.writable;
  }

  reserve(bytes: number): Buffer {
    return this.segments && bytes <= memoryBytes
      ? this.gsoSocket.memory.subarray(0, bytes)
      : this.datagrams.reserve(bytes);
  }

  send(packets: Buffer, packetBytes: number): boolean {
    const to = this.to();
    if (to === undefined) return true;
    if (to !== this.known) this.follow(to);
    if (!this.segments) return this.datagrams.send(packets, packetBytes);
    const result = this.gsoSocket.send(this.target, packets, packetBytes);
    if (result !== 'refused') return result === 'sent';
    this.segments = false;
    // The system may keep what it is given here for a while, so it must be memory that nobody writes to.
    return this.datagrams.send(Buffer.from(packets), packetBytes);
  }

  /** A viewer that is somewhere else has another path, which may take what the last did not. */
  private follow(to: RemoteAddress): void {
    const moved = to.address !== this.known?.address || to.port !== this.known.port;
    this.known = to;
    if (!moved) return;
    this.segments = true;
    to.address.split('.').forEach((octet, at) => (this.target[at] = Number(octet)));
    this.target.writeUInt16BE(to.port, 4);
  }
}
