import { NativeMemory } from './native-memory.js';
import type { NativeFunctions } from './native-functions.js';

const afInet = 2;
const solUdp = 17;
const udpSegment = 103;
const dontWait = 0x40;
const eagain = 11;
const enobufs = 105;

// Where what lies in the memory of a call: struct sockaddr_in, msghdr, iovec and cmsghdr of Linux on 64 bits.
const nameOffset = 0;
const nameBytes = 16;
const messageOffset = 64;
const vectorOffset = 128;
const controlOffset = 192;
const controlBytes = 24;
const segmentLength = 18;
const callBytes = 256;

const memoryBytes = 2 ** 16;
// A full socket empties as fast as the line is; asking more often only costs time that sending could use.
const fullPauseMs = 1;

/** What became of a call: `full` is worth another try later, `refused` is not. */
export type SegmentedSend = 'sent' | 'full' | 'refused';

/** A UDP socket that sends many datagrams with one call (UDP GSO), which costs a third of as many calls. */
export class GsoSocket {
  /** What is sent has left when the call returns, so that one piece of memory serves all peers. */
  readonly memory = NativeMemory.allocate(memoryBytes);
  private readonly call = NativeMemory.allocate(callBytes);
  private readonly callAddress: number;
  private fullUntilMs = 0;
  private closed = false;

  /** @param nowMs what time it is, from any start */
  constructor(
    private readonly sendmsg: NonNullable<NativeFunctions['sendmsg']>,
    private readonly errno: NativeFunctions['errno'],
    private readonly addresses: Pick<NativeMemory, 'addressOf'>,
    private readonly descriptor: number,
    private readonly nowMs = () => performance.now(),
  ) {
    const { call } = this;
    this.callAddress = addresses.addressOf(call);
    call.writeUInt16LE(afInet, nameOffset);
    this.writePointer(messageOffset, this.callAddress + nameOffset);
    call.writeUInt32LE(nameBytes, messageOffset + 8);
    this.writePointer(messageOffset + 16, this.callAddress + vectorOffset);
    this.writePointer(messageOffset + 24, 1);
    this.writePointer(messageOffset + 32, this.callAddress + controlOffset);
    this.writePointer(controlOffset, segmentLength);
    call.writeInt32LE(solUdp, controlOffset + 8);
    call.writeInt32LE(udpSegment, controlOffset + 12);
  }

  /** `false` for a moment after the socket was full. */
  get writable(): boolean {
    return this.fullUntilMs === 0 || this.nowMs() >= this.fullUntilMs;
  }

  /**
   * Sends without waiting.
   *
   * @param to IPv4 address and port in network order, 6 bytes
   * @param datagrams in memory that does not move
   * @param datagramBytes length of each but the last, which may be shorter
   */
  send(to: Buffer, datagrams: Buffer, datagramBytes: number): SegmentedSend {
    if (this.closed) return 'sent';
    const { call, callAddress } = this;
    call[nameOffset + 2] = to[4] ?? 0;
    call[nameOffset + 3] = to[5] ?? 0;
    for (let at = 0; at < 4; at++) call[nameOffset + 4 + at] = to[at] ?? 0;
    this.writePointer(vectorOffset, this.addresses.addressOf(datagrams));
    this.writePointer(vectorOffset + 8, datagrams.length);
    // One datagram needs no cutting, and more systems send it.
    call.writeUInt32LE(datagrams.length > datagramBytes ? controlBytes : 0, messageOffset + 40);
    call.writeUInt16LE(datagramBytes, controlOffset + 16);
    const isSent = this.sendmsg(this.descriptor, callAddress + messageOffset, dontWait) >= 0;
    const reason = isSent ? undefined : this.errno();
    const isFull = reason === eagain || reason === enobufs;
    this.fullUntilMs = isFull ? this.nowMs() + fullPauseMs : 0;
    if (isSent) return 'sent';
    return isFull ? 'full' : 'refused';
  }

  /** Sends nothing any more: the socket is about to be closed, and its number may be another file's then. */
  close(): void {
    this.closed = true;
  }

  /** Two halves, because a 64-bit write takes a bigint, and making one costs as much as the rest of the call. */
  private writePointer(offset: number, value: number): void {
    this.call.writeUInt32LE(value % 2 ** 32, offset);
    this.call.writeUInt32LE(Math.floor(value / 2 ** 32), offset + 4);
  }
}
