const idBytes = 12;
const filterBits = 2 ** 15;
const bitsPerId = 4;
/** With so many in a filter, one new id in 400 is taken for an old one. */
const idsPerFilter = 2_000;
/** A check is repeated for some seconds at most (RFC 8489, 6.2.1). */
const mostRecent = 64;

/**
 * The transaction ids of one session's verified checks, each believed once.
 *
 * A check is signed, but not by the address that it comes from: an attacker who records one can send it again from elsewhere, and
 * would be taken for the viewer. The last 2,000 to 4,000 are remembered in two Bloom filters of 4 KiB: an hour of a browser's.
 * Ids are random numbers of the viewer's own choice, so that their bits serve as hashes.
 */
export class TransactionHistory {
  private readonly recent = new Map<string, unknown>();
  private current = new Uint8Array(filterBits / 8);
  private previous: Uint8Array | undefined;
  private count = 0;

  /**
   * Whether a check is news, or is repeated from where it first came, as a viewer does that got no answer.
   *
   * @param from what stands for its address
   */
  admit(transactionId: Buffer, from: unknown): boolean {
    const id = transactionId.toString('latin1');
    if (this.recent.has(id)) return this.recent.get(id) === from;
    const places = placesOf(transactionId);
    if (this.has(places)) return false;
    this.add(places);
    this.recent.set(id, from);
    const [oldest] = this.recent.keys();
    if (this.recent.size > mostRecent && oldest !== undefined) this.recent.delete(oldest);
    return true;
  }

  private has(places: readonly number[]): boolean {
    return [this.current, this.previous].some(
      (filter) =>
        filter !== undefined &&
        places.every((place) => ((filter[place >> 3] ?? 0) & (1 << (place & 7))) !== 0),
    );
  }

  private add(places: readonly number[]): void {
    if (this.count >= idsPerFilter) {
      this.previous = this.current;
      this.current = new Uint8Array(filterBits / 8);
      this.count = 0;
    }
    for (const place of places) {
      this.current[place >> 3] = (this.current[place >> 3] ?? 0) | (1 << (place & 7));
    }
    this.count++;
  }
}

function placesOf(transactionId: Buffer): number[] {
  const step = idBytes / bitsPerId;
  return Array.from({ length: bitsPerId }, (_, at) =>
    at * step + 2 <= transactionId.length ? transactionId.readUInt16BE(at * step) % filterBits : 0,
  );
}
