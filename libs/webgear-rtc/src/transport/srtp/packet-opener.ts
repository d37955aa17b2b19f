import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { GcmInitializationVector, gcmTagBytes } from './gcm-initialization-vector.js';
import { deriveSessionKey, KeyLabel } from './key-derivation.js';
import {
  authKeyBytes,
  masterKeyBytes,
  masterSaltBytes,
  SrtpProfile,
  type SrtpMasterKey,
} from './srtp-profile.js';

/** Opens SRTP packets of one sender. */
export interface PacketOpener {
  /** Length of the authentication tag, in bytes. */
  readonly tagBytes: number;
  /**
   * The payload of a packet in plain bytes; `undefined` when the packet is not the sender's.
   *
   * @param headerBytes length of the RTP header, with CSRCs and extensions
   * @param index 48 bits: roll-over counter and sequence number
   */
  open(packet: Buffer, headerBytes: number, index: number): Buffer | undefined;
}

/** The opener of a negotiated profile, with session keys out of the sender's master key. */
export function createPacketOpener(profile: SrtpProfile, master: SrtpMasterKey): PacketOpener {
  const key = deriveSessionKey(master, KeyLabel.Encryption, masterKeyBytes);
  const salt = deriveSessionKey(master, KeyLabel.Salt, masterSaltBytes(profile));
  return profile === SrtpProfile.AeadAes128Gcm
    ? new GcmPacketOpener(key, salt)
    : new CtrHmacPacketOpener(key, deriveSessionKey(master, KeyLabel.Authentication, authKeyBytes), salt);
}

/** AEAD_AES_128_GCM (RFC 7714, 8). */
class GcmPacketOpener implements PacketOpener {
  readonly tagBytes = gcmTagBytes;
  private readonly key: KeyObject;
  private readonly iv: GcmInitializationVector;

  constructor(key: Buffer, salt: Buffer) {
    this.key = createSecretKey(key);
    this.iv = new GcmInitializationVector(salt);
  }

  open(packet: Buffer, headerBytes: number, index: number): Buffer | undefined {
    this.iv.forStream(packet);
    this.iv.forPacket(index);
    const tagAt = packet.length - gcmTagBytes;
    const decipher = createDecipheriv('aes-128-gcm', this.key, this.iv.bytes, { authTagLength: gcmTagBytes });
    decipher.setAAD(packet.subarray(0, headerBytes));
    decipher.setAuthTag(packet.subarray(tagAt));
    const payload = decipher.update(packet.subarray(headerBytes, tagAt));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return payload;
  }
}

const hmacTagBytes = 10;

/** AES_CM_128_HMAC_SHA1_80 (RFC 3711, 4). */
class CtrHmacPacketOpener implements PacketOpener {
  readonly tagBytes = hmacTagBytes;
  private readonly key: KeyObject;
  private readonly authKey: KeyObject;
  private readonly iv = Buffer.alloc(16);
  private readonly rolloverCounter = Buffer.alloc(4);

  constructor(
    key: Buffer,
    authKey: Buffer,
    private readonly salt: Buffer,
  ) {
    this.key = createSecretKey(key);
    this.authKey = createSecretKey(authKey);
  }

  open(packet: Buffer, headerBytes: number, index: number): Buffer | undefined {
    const { iv, salt } = this;
    const tagAt = packet.length - hmacTagBytes;
    this.rolloverCounter.writeUInt32BE(Math.floor(index / 0x10000));
    const hmac = createHmac('sha1', this.authKey).update(packet.subarray(0, tagAt));
    const tag = hmac.update(this.rolloverCounter).digest().subarray(0, hmacTagBytes);
    if (!timingSafeEqual(tag, packet.subarray(tagAt))) return undefined;
    iv.fill(0);
    packet.copy(iv, 4, 8, 12);
    iv.writeUIntBE(index, 8, 6);
    for (let at = 0; at < salt.length; at++) iv[at] = (iv[at] ?? 0) ^ (salt[at] ?? 0);
    return createCipheriv('aes-128-ctr', this.key, iv).update(packet.subarray(headerBytes, tagAt));
  }
}
