import type { RemoteAddress } from './remote-address.js';

interface Entry<T> {
  readonly remote: RemoteAddress;
  value: T;
}

/**
 * Something for each address, found without making a string of it for each datagram.
 *
 * Two TCP connections from one address and port are one entry, and UDP from there is another.
 */
export class AddressTable<T> {
  /** By port: viewers seldom share one. */
  private readonly byPort = new Map<number, Entry<T>[]>();

  get(remote: RemoteAddress): T | undefined {
    return this.find(remote)?.value;
  }

  set(remote: RemoteAddress, value: T): void {
    const known = this.find(remote);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    const entry = { remote, value };
    const neighbours = this.byPort.get(remote.port);
    if (neighbours === undefined) this.byPort.set(remote.port, [entry]);
    else neighbours.push(entry);
  }

  delete(remote: RemoteAddress): void {
    const others = this.byPort.get(remote.port)?.filter((entry) => !isSame(entry.remote, remote));
    if (others === undefined || others.length === 0) this.byPort.delete(remote.port);
    else this.byPort.set(remote.port, others);
  }

  clear(): void {
    this.byPort.clear();
  }

  private find(remote: RemoteAddress): Entry<T> | undefined {
    const entries = this.byPort.get(remote.port);
    if (entries === undefined) return undefined;
    for (const entry of entries) if (isSame(entry.remote, remote)) return entry;
    return undefined;
  }
}

function isSame(one: RemoteAddress, other: RemoteAddress): boolean {
  return one.address === other.address && (one.stream === undefined) === (other.stream === undefined);
}
