import type { Packet } from 'node-av/lib';

/** How much a {@link PacketQueue} holds. */
export interface PacketQueueLimits {
  readonly packets: number;
  readonly bytes: number;
}

/** Packets of one stream that were read before their reader asked for them, oldest first. It owns them. */
export class PacketQueue {
  private packets: Packet[] = [];
  private bytes = 0;

  constructor(private readonly limits: PacketQueueLimits) {}

  /** Whether it is at its limit. */
  get isFull(): boolean {
    return this.packets.length >= this.limits.packets || this.bytes >= this.limits.bytes;
  }

  /** Adds a reference to a packet; at the limit, the oldest goes. */
  push(packet: Packet): void {
    const own = packet.clone();
    if (own === null) return;
    while (this.isFull) this.shift()?.free();
    this.packets.push(own);
    this.bytes += own.size;
  }

  /** The oldest packet, now owned by the caller; `undefined` if there is none. */
  shift(): Packet | undefined {
    // Without listeners it is always empty, and asked for each video packet.
    if (this.packets.length === 0) return undefined;
    const packet = this.packets.shift();
    this.bytes -= packet?.size ?? 0;
    return packet;
  }

  /** Frees all packets. */
  clear(): void {
    for (const packet of this.packets) packet.free();
    this.packets = [];
    this.bytes = 0;
  }
}
