import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket's path has room for 108 bytes with a zero at the end on Linux, and for 104 elsewhere. */
const MAX_PATH_BYTES = 103;

const SOCKET_NAME = '/socket';

/** A container whose disk may not be written to still has the last but one. */
const PLACES = ['/tmp', '/dev/shm', '/var/tmp'];

/**
 * Makes a folder that only this user can enter, whose path is short enough for sockets in it.
 *
 * @throws Error of the system where no place can be written to
 */
export async function makeSocketFolder(places: readonly string[] = [tmpdir(), ...PLACES]): Promise<string> {
  let refusal: unknown = new Error('no folder for temporary files has a short enough path');
  for (const place of places) {
    const prefix = join(place, 'webgear-rtc-');
    // Six letters are added to the prefix.
    if (Buffer.byteLength(prefix) + 6 + SOCKET_NAME.length > MAX_PATH_BYTES) continue;
    try {
      return await mkdtemp(prefix);
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

/** Path of the socket in such a folder. */
export function socketIn(folder: string): string {
  return folder + SOCKET_NAME;
}
