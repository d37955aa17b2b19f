const LENGTH_BYTES = 2;

/** Cuts a TCP stream into the datagrams it carries: each behind its length in two bytes (RFC 4571, 2). */
export class DatagramSplitter {
  private pending: Buffer = Buffer.alloc(0);

  /**
   * Takes bytes as they come, and gives what they complete.
   *
   * @param maxBytes longest datagram to wait for
   * @returns `undefined` when a longer one is announced: this is no such stream
   */
  push(bytes: Buffer, maxBytes: number): Buffer[] | undefined {
    this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    const datagrams: Buffer[] = [];
    while (this.pending.length >= LENGTH_BYTES) {
      const length = this.pending.readUInt16BE(0);
      if (length > maxBytes) return undefined;
      if (this.pending.length < LENGTH_BYTES + length) break;
      datagrams.push(this.pending.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
      this.pending = this.pending.subarray(LENGTH_BYTES + length);
    }
    return datagrams;
  }
}

/** Datagrams as a TCP stream carries them, in memory of their own. */
export function joinDatagrams(datagrams: readonly Buffer[]): Buffer {
  const joined = Buffer.allocUnsafe(datagrams.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
  let offset = 0;
  for (const datagram of datagrams) {
    offset = joined.writeUInt16BE(datagram.length, offset);
    offset += datagram.copy(joined, offset);
  }
  return joined;
}
