import type { AesGcmContext } from '../native/aes-gcm-context.js';
import { NativeMemory } from '../native/native-memory.js';
import type { GcmAead } from './rtcp-cipher.interface.js';

const associatedBytes = 12;

/** By OpenSSL called directly: one context for all packets. */
export class OpenSslGcmAead implements GcmAead {
  readonly associated = NativeMemory.allocate(associatedBytes);
  private readonly associatedAddress: number;

  /**
   * @param context holds the key; this object closes it
   * @param fallback seals what OpenSSL refuses, under the same key; left out for a context that opens
   */
  constructor(
    private readonly context: AesGcmContext,
    private readonly addresses: NativeMemory,
    private readonly fallback?: GcmAead,
  ) {
    this.associatedAddress = addresses.addressOf(this.associated);
  }

  get iv(): Buffer {
    return this.context.iv;
  }

  apply(packet: Buffer, start: number, end: number): boolean {
    const { context, associatedAddress, fallback } = this;
    const part = this.addresses.addressOf(packet) + start;
    if (fallback === undefined) return context.open(associatedAddress, associatedBytes, part, end - start);
    if (context.sealApart(associatedAddress, associatedBytes, part, end - start, part)) return true;
    context.iv.copy(fallback.iv);
    this.associated.copy(fallback.associated);
    return fallback.apply(packet, start, end);
  }

  close(): void {
    this.context.close();
    this.fallback?.close();
  }
}
