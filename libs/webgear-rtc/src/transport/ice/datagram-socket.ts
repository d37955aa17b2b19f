import type { Socket } from 'node:dgram';
import type { PacketSending } from '../../rtp/packet-route.interface.js';
import type { RemoteAddress } from './remote-address.js';

// 4 MB unsent is most of a second of a hundred viewers: the network is not taking it.
const maxQueuedBytes = 4 * 2 ** 20;
const memoryBytes = 2 ** 16;

/** A UDP socket for media with one system call per packet, as Node sends on every system; for all viewers of its family. */
export class DatagramSocket {
  readonly sending: PacketSending = 'dgram';
  private memory = Buffer.allocUnsafeSlow(memoryBytes);

  constructor(private readonly socket: Socket) {}

  /** `false` while so much waits that more would only be late. */
  get writable(): boolean {
    return this.socket.getSendQueueSize() < maxQueuedBytes;
  }

  /** Memory to make up packets in, until they are sent. */
  reserve(bytes: number): Buffer {
    return bytes <= memoryBytes ? this.memory.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes);
  }

  /**
   * Sends now what the system takes; it keeps the rest until it does, and the memory with it.
   *
   * @param packetBytes length of each packet but the last, which may be shorter
   */
  send(packets: Buffer, packetBytes: number, to: RemoteAddress): void {
    for (let start = 0; start < packets.length; start += packetBytes) {
      const packet = packets.subarray(start, Math.min(start + packetBytes, packets.length));
      this.socket.send(packet, to.port, to.address);
    }
    if (this.socket.getSendQueueCount() > 0) this.memory = Buffer.allocUnsafeSlow(memoryBytes);
  }
}
