import type { Socket } from 'node:dgram';
import type { PacketRoute } from '../../rtp/packet-route.interface.js';
import type { RemoteAddress } from './remote-address.js';

// 4 MB unsent is most of a second of a hundred viewers: the network is not taking it.
const maxQueuedBytes = 4 * 2 ** 20;
const memoryBytes = 2 ** 16;

/** Memory that packets are made up in, shared by all viewers of a socket. */
export class DatagramMemory {
  private memory = Buffer.allocUnsafeSlow(memoryBytes);

  constructor(private readonly socket: Socket) {}

  get writable(): boolean {
    return this.socket.getSendQueueSize() < maxQueuedBytes;
  }

  reserve(bytes: number): Buffer {
    return bytes <= memoryBytes ? this.memory.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes);
  }

  /** Sends now what the system takes; it keeps the rest until it does, and the memory with it. */
  release(): void {
    if (this.socket.getSendQueueCount() > 0) this.memory = Buffer.allocUnsafeSlow(memoryBytes);
  }
}

/** The route to one peer with one system call per packet, as Node sends on every system. */
export class UdpRoute implements PacketRoute {
  readonly sending = 'dgram';

  constructor(
    private readonly socket: Socket,
    private readonly memory: DatagramMemory,
    private readonly to: () => RemoteAddress | undefined,
  ) {}

  get writable(): boolean {
    return this.memory.writable;
  }

  reserve(bytes: number): Buffer {
    return this.memory.reserve(bytes);
  }

  send(packets: Buffer, packetBytes: number): boolean {
    const to = this.to();
    if (to === undefined) return true;
    for (let start = 0; start < packets.length; start += packetBytes) {
      const packet = packets.subarray(start, Math.min(start + packetBytes, packets.length));
      this.socket.send(packet, to.port, to.address);
    }
    this.memory.release();
    return true;
  }
}
