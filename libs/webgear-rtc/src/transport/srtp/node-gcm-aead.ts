import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { GcmAead, GcmAeadFactory } from './rtcp-cipher.interface.js';
import { gcmTagBytes } from './gcm-initialization-vector.js';

const algorithm = 'aes-128-gcm';

/** With nothing but Node's own crypto: a cipher object for each packet. */
class NodeGcmAead implements GcmAead {
  readonly iv = Buffer.alloc(12);
  readonly associated = Buffer.alloc(12);
  private readonly key: KeyObject;

  constructor(
    key: Buffer,
    private readonly direction: 'seal' | 'open',
  ) {
    this.key = createSecretKey(key);
  }

  apply(packet: Buffer, start: number, end: number): boolean {
    const part = packet.subarray(start, end);
    if (this.direction === 'seal') {
      const cipher = createCipheriv(algorithm, this.key, this.iv);
      cipher.setAAD(this.associated);
      packet.set(cipher.update(part), start);
      cipher.final();
      packet.set(cipher.getAuthTag(), end);
      return true;
    }
    const decipher = createDecipheriv(algorithm, this.key, this.iv, { authTagLength: gcmTagBytes });
    decipher.setAAD(this.associated);
    decipher.setAuthTag(packet.subarray(end, end + gcmTagBytes));
    packet.set(decipher.update(part), start);
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    // The key goes with this object.
  }
}

/** What is always there. */
export const createNodeGcmAead: GcmAeadFactory = (key, direction) => new NodeGcmAead(key, direction);
