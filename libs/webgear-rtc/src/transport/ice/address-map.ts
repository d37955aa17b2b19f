import type { RemoteAddress } from './remote-address.js';

interface Entry<T> {
  readonly address: string;
  readonly isStream: boolean;
  value: T;
}

/**
 * What belongs to which remote address, of UDP and of streams apart.
 *
 * It is asked with every datagram. Found by the port first: a string made of address and port would have to be written and
 * hashed each time, which costs more than all else that is done to tell whose a datagram is.
 */
export class AddressMap<T> {
  private readonly ports = new Map<number, Entry<T>[]>();

  /** What belongs to an address; `undefined` where nothing does. */
  get(from: RemoteAddress): T | undefined {
    return this.find(from)?.value;
  }

  /** Takes the place of what belonged to the address before. */
  set(from: RemoteAddress, value: T): void {
    const entry = this.find(from);
    if (entry !== undefined) {
      entry.value = value;
      return;
    }
    const { address, port, stream } = from;
    const added = { address, isStream: stream !== undefined, value };
    const entries = this.ports.get(port);
    if (entries === undefined) this.ports.set(port, [added]);
    else entries.push(added);
  }

  /** Nothing belongs to the address any more. */
  delete(from: RemoteAddress): void {
    const entry = this.find(from);
    if (entry === undefined) return;
    const left = this.ports.get(from.port)?.filter((each) => each !== entry) ?? [];
    if (left.length === 0) this.ports.delete(from.port);
    else this.ports.set(from.port, left);
  }

  /** Forgets all of them. */
  clear(): void {
    this.ports.clear();
  }

  private find({ address, port, stream }: RemoteAddress): Entry<T> | undefined {
    const entries = this.ports.get(port);
    if (entries === undefined) return undefined;
    const isStream = stream !== undefined;
    for (const entry of entries) if (entry.address === address && entry.isStream === isStream) return entry;
    return undefined;
  }
}
