import { readdir, readFile, readlink } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';

/**
 * The file descriptor of an IPv4 UDP socket of this process, by what Linux says of it; `undefined` where it says
 * nothing.
 *
 * Node knows the number too, but tells it to nobody.
 */
export async function findSocketDescriptor({ address, port }: AddressInfo): Promise<number | undefined> {
  try {
    const inode = socketInode(await readFile('/proc/self/net/udp', 'latin1'), address, port);
    if (inode === undefined) return undefined;
    for (const name of await readdir('/proc/self/fd')) {
      const target = await readlink(`/proc/self/fd/${name}`).catch(() => undefined);
      if (target === `socket:[${inode}]`) return Number(name);
    }
  } catch {
    // No /proc, or one that is hidden from us.
  }
  return undefined;
}

/** The inode in the line of a local address; the address is in the byte order of the machine, all of which are little-endian. */
function socketInode(table: string, address: string, port: number): string | undefined {
  const octets = address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  const local = `${octets.toReversed().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
  const columns = table.split('\n').map((line) => line.trim().split(/\s+/));
  const found = columns.filter(([, localAddress]) => localAddress === local);
  return found.length === 1 ? found[0]?.[9] : undefined;
}
