import type { RemoteAddress } from '../ice/remote-address.js';
import { NativeMemory } from './native-memory.js';
import type { NativeFunctions } from './native-functions.js';

const dontWait = 0x40;
const truncated = 0x20;

/** Datagrams of one call. */
const slots = 64;
/** Room for each: what is longer is for no viewer, and dropped. */
const slotBytes = 2048;

// Where what lies in the memory of a call: struct mmsghdr, iovec and sockaddr_in of Linux on 64 bits.
const headerBytes = 64;
const vectorBytes = 16;
const nameBytes = 16;
const vectorsOffset = slots * headerBytes;
const namesOffset = vectorsOffset + slots * vectorBytes;
const callBytes = namesOffset + slots * nameBytes;
const flagsOffset = 48;
const lengthOffset = 56;

/** Addresses that are kept as objects; when there are more, all are forgotten. */
const maxAddresses = 8192;

/** Reads what waits in an IPv4 UDP socket with one call (recvmmsg). */
export class DatagramReader {
  /** How many datagrams one call hands over at most. */
  readonly mostDatagrams = slots;
  private readonly call = NativeMemory.allocate(callBytes);
  private readonly memory = NativeMemory.allocate(slots * slotBytes);
  private readonly callAddress: number;
  private readonly known = new Map<number, RemoteAddress>();

  /** @param descriptor of a socket that nobody else reads meanwhile */
  constructor(
    private readonly recvmmsg: NonNullable<NativeFunctions['recvmmsg']>,
    addresses: Pick<NativeMemory, 'addressOf'>,
    private readonly descriptor: number,
  ) {
    const { call, memory } = this;
    this.callAddress = addresses.addressOf(call);
    const memoryAddress = addresses.addressOf(memory);
    for (let slot = 0; slot < slots; slot++) {
      const [header, vector] = [slot * headerBytes, vectorsOffset + slot * vectorBytes];
      call.writeUInt32LE(nameBytes, header + 8);
      this.writePointer(header, this.callAddress + namesOffset + slot * nameBytes);
      this.writePointer(header + 16, this.callAddress + vector);
      this.writePointer(header + 24, 1);
      this.writePointer(vector, memoryAddress + slot * slotBytes);
      this.writePointer(vector + 8, slotBytes);
    }
  }

  /**
   * Hands over what waits, as much of it as one call takes.
   *
   * @returns how many datagrams that were, those included that were longer than any of a viewer and dropped
   */
  read(onDatagram: (datagram: Buffer, from: RemoteAddress) => void): number {
    const count = this.recvmmsg(this.descriptor, this.callAddress, slots, dontWait, 0);
    if (count <= 0) return 0;
    for (const { datagram, from } of this.taken(count)) onDatagram(datagram, from);
    return count;
  }

  /** Copies, because the memory belongs to the next call, which what is told may bring about. */
  private taken(count: number): { readonly datagram: Buffer; readonly from: RemoteAddress }[] {
    const { call, memory } = this;
    const taken = [];
    for (let slot = 0; slot < count; slot++) {
      const header = slot * headerBytes;
      // The system has written there how long the address is.
      call.writeUInt32LE(nameBytes, header + 8);
      if ((call.readUInt32LE(header + flagsOffset) & truncated) !== 0) continue;
      const start = slot * slotBytes;
      const datagram = Buffer.from(memory.subarray(start, start + call.readUInt32LE(header + lengthOffset)));
      taken.push({ datagram, from: this.addressAt(namesOffset + slot * nameBytes) });
    }
    return taken;
  }

  private addressAt(name: number): RemoteAddress {
    const { call, known } = this;
    const port = call.readUInt16BE(name + 2);
    const host = call.readUInt32BE(name + 4);
    const key = host * 65_536 + port;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= maxAddresses) known.clear();
    const address = [host >>> 24, (host >>> 16) & 0xff, (host >>> 8) & 0xff, host & 0xff].join('.');
    const remote = { address, port };
    known.set(key, remote);
    return remote;
  }

  /** Two halves, because a 64-bit write takes a bigint. */
  private writePointer(offset: number, value: number): void {
    this.call.writeUInt32LE(value % 2 ** 32, offset);
    this.call.writeUInt32LE(Math.floor(value / 2 ** 32), offset + 4);
  }
}
