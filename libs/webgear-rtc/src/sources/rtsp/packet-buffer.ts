import type { RelayedPacket } from '../../ffmpeg/relay/packet-relay.js';

/** From so many packets or bytes on the server has to wait, until half of that is left. */
const FULL_PACKETS = 64;
const FULL_BYTES = 8 * 1024 * 1024;

/** Packets that have come and wait to be read. */
export class PacketBuffer {
  private packets: RelayedPacket[] = [];
  private bytes = 0;
  private isPaused = false;
  private wake: (() => void) | undefined;

  /** @param onPause whether the server has to wait from now on */
  constructor(private readonly onPause: (isPaused: boolean) => void) {}

  /** How many packets wait. */
  get length(): number {
    return this.packets.length;
  }

  /** Adds a packet. */
  push(packet: RelayedPacket): void {
    this.packets.push(packet);
    this.bytes += packet.data.length;
    if (this.packets.length >= FULL_PACKETS || this.bytes >= FULL_BYTES) this.pause(true);
    this.notify();
  }

  /** The oldest packet; `undefined` if there is none. */
  shift(): RelayedPacket | undefined {
    const packet = this.packets.shift();
    if (packet === undefined) return undefined;
    this.bytes -= packet.data.length;
    if (this.packets.length <= FULL_PACKETS / 2 && this.bytes <= FULL_BYTES / 2) this.pause(false);
    return packet;
  }

  /** Drops all packets. */
  clear(): void {
    this.packets = [];
    this.bytes = 0;
  }

  /** Resolves when a packet comes, or {@link notify} is called. */
  change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** Wakes who waits. */
  notify(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }

  private pause(isPaused: boolean): void {
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    this.onPause(isPaused);
  }
}
