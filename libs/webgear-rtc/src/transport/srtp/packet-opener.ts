import { createDecipheriv, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { CtrHmac, ctrHmacTagBytes } from './ctr-hmac.js';
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
    : new CtrHmacPacketOpener(
        new CtrHmac(key, deriveSessionKey(master, KeyLabel.Authentication, authKeyBytes), salt),
      );
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

/** AES_CM_128_HMAC_SHA1_80 (RFC 3711, 4). */
class CtrHmacPacketOpener implements PacketOpener {
  readonly tagBytes = ctrHmacTagBytes;

  constructor(private readonly ctrHmac: CtrHmac) {}

  open(packet: Buffer, headerBytes: number, index: number): Buffer | undefined {
    const tagAt = packet.length - ctrHmacTagBytes;
    const digest = this.ctrHmac.digestOf(packet.subarray(0, tagAt), index);
    if (!timingSafeEqual(digest.subarray(0, ctrHmacTagBytes), packet.subarray(tagAt))) return undefined;
    return this.ctrHmac.cipherOf(packet, 0, index).update(packet.subarray(headerBytes, tagAt));
  }
}
