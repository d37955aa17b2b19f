import { NativeMemory } from './native-memory.js';
import type { OpenSslFunctions } from './native-functions.js';

const ivBytes = 12;
const tagBytes = 16;
const getTag = 0x10;
const setTag = 0x11;
/** Whether a context encrypts; it stays what it was made for. */
const directions = { open: 0, seal: 1 } as const;
const asBefore = -1;
const keyOffset = 64;
const lengthOffset = 96;

/**
 * AES-128-GCM by the OpenSSL inside Node, with one context for all packets under a key, in one direction.
 *
 * `createCipheriv` makes a context, three buffers and their clean-up for each packet, which costs several times what
 * the cipher does. The context is native memory: its creator closes it.
 */
export class AesGcmContext {
  /** The initialization vector of the next packet, for the caller to write. */
  readonly iv: Buffer;
  // Its own, and held as long as this object lives: the addresses below point into it.
  private readonly memory = NativeMemory.allocate(128);
  private readonly ivAddress: number;
  private readonly lengthAddress: number;
  private context: number;

  /** @throws Error when OpenSSL has no AES-128-GCM here */
  constructor(
    private readonly openSsl: OpenSslFunctions,
    addresses: NativeMemory,
    key: Buffer,
    direction: keyof typeof directions = 'seal',
  ) {
    this.iv = this.memory.subarray(0, ivBytes);
    this.ivAddress = addresses.addressOf(this.memory);
    this.lengthAddress = this.ivAddress + lengthOffset;
    this.memory.set(key.subarray(0, 16), keyOffset);
    this.context = openSsl.newContext();
    const cipher = openSsl.aes128Gcm();
    const started =
      this.context !== 0 &&
      openSsl.init(
        this.context,
        cipher,
        0,
        this.ivAddress + keyOffset,
        this.ivAddress,
        directions[direction],
      ) === 1;
    this.memory.fill(0, keyOffset, keyOffset + 16);
    if (!started) {
      this.close();
      throw new Error('OpenSSL gives no AES-128-GCM');
    }
  }

  /**
   * Seals one packet under {@link iv}: encrypts into the place behind the header and puts the tag behind that.
   *
   * @param packet address of the header, which is authenticated as it is
   * @param plain address of what is to be encrypted
   * @returns `false` when OpenSSL refused
   */
  seal(packet: number, headerBytes: number, plain: number, plainBytes: number): boolean {
    return this.sealApart(packet, headerBytes, plain, plainBytes, packet + headerBytes);
  }

  /**
   * As {@link seal}, where what is authenticated lies apart.
   *
   * @param associated address of what is authenticated
   * @param cipherText address of the place for what is encrypted, and the tag behind it; may be that of the plain text
   */
  sealApart(
    associated: number,
    associatedBytes: number,
    plain: number,
    plainBytes: number,
    cipherText: number,
  ): boolean {
    const { openSsl, context, lengthAddress } = this;
    const end = cipherText + plainBytes;
    return (
      this.start(associated, associatedBytes) &&
      openSsl.update(context, cipherText, lengthAddress, plain, plainBytes) === 1 &&
      openSsl.final(context, end, lengthAddress) === 1 &&
      openSsl.control(context, getTag, tagBytes, end) === 1
    );
  }

  /**
   * Opens one packet under {@link iv} in its place, by a context that was made to open.
   *
   * @param associated address of what is authenticated as it is
   * @param cipherText address of what is encrypted; the tag is behind it
   * @returns `false` when it is not authentic, in which case what lies in its place means nothing
   */
  open(associated: number, associatedBytes: number, cipherText: number, cipherBytes: number): boolean {
    const { openSsl, context, lengthAddress } = this;
    const end = cipherText + cipherBytes;
    return (
      this.start(associated, associatedBytes) &&
      openSsl.update(context, cipherText, lengthAddress, cipherText, cipherBytes) === 1 &&
      openSsl.control(context, setTag, tagBytes, end) === 1 &&
      openSsl.final(context, end, lengthAddress) === 1
    );
  }

  /** Gives the context back. A second call does nothing. */
  close(): void {
    if (this.context !== 0) this.openSsl.freeContext(this.context);
    this.context = 0;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private start(associated: number, associatedBytes: number): boolean {
    const { openSsl, context, lengthAddress } = this;
    return (
      context !== 0 &&
      openSsl.init(context, 0, 0, 0, this.ivAddress, asBefore) === 1 &&
      openSsl.update(context, 0, lengthAddress, associated, associatedBytes) === 1
    );
  }
}
