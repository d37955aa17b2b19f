import { gcmTagBytes } from './gcm-initialization-vector.js';
import { deriveSessionKey, KeyLabel } from './key-derivation.js';
import type { GcmAead, GcmAeadFactory, RtcpCipher } from './rtcp-cipher.interface.js';
import { masterKeyBytes, masterSaltBytes, SrtpProfile, type SrtpMasterKey } from './srtp-profile.js';

/** Fixed header and SSRC of the first packet, which stay readable. */
const headerBytes = 8;
/** The E flag and the SRTCP index, at the end. */
const indexBytes = 4;
const encryptedFlag = 0x80;

/** Shorter memory may move while native code works in it. */
const leastMemoryBytes = 128;

/** Where packets are opened, of all peers: memory whose address is known, and of which nothing is left to collect. */
const opened = Buffer.allocUnsafeSlow(2_048);

/**
 * SRTCP packets of AEAD_AES_128_GCM (RFC 7714, 9).
 *
 * Transport-wide feedback is 10 to 20 packets a second of each viewer; werift's session takes 16 us for one.
 */
export class GcmRtcpCipher implements RtcpCipher {
  private readonly sealer: GcmAead;
  private readonly opener: GcmAead;
  private readonly localSalt: Buffer;
  private readonly remoteSalt: Buffer;
  private index = 0;

  /**
   * @param local our master key
   * @param remote that of the other end
   */
  constructor(local: SrtpMasterKey, remote: SrtpMasterKey, createAead: GcmAeadFactory) {
    this.sealer = createAead(encryptionKey(local), 'seal');
    this.opener = createAead(encryptionKey(remote), 'open');
    this.localSalt = salt(local);
    this.remoteSalt = salt(remote);
  }

  seal(rtcp: Buffer): Buffer {
    const tagAt = rtcp.length;
    const indexAt = tagAt + gcmTagBytes;
    const packet = allocate(indexAt + indexBytes);
    packet.set(rtcp, 0);
    packet.writeUInt32BE(this.index, indexAt);
    packet[indexAt] = (packet[indexAt] ?? 0) | encryptedFlag;
    this.index = (this.index + 1) & 0x7fffffff;
    prepare(this.sealer, this.localSalt, packet, indexAt);
    if (!this.sealer.apply(packet, headerBytes, tagAt)) throw new Error('not sealed');
    return packet;
  }

  open(srtcp: Buffer): Buffer {
    const indexAt = srtcp.length - indexBytes;
    const tagAt = indexAt - gcmTagBytes;
    if (tagAt < headerBytes) throw new RangeError('too short for SRTCP');
    // In WebRTC every packet is encrypted (RFC 8827, 6.5).
    if (((srtcp[indexAt] ?? 0) & encryptedFlag) === 0) throw new RangeError('not encrypted');
    // A copy: what is not authentic is left as it came.
    const packet = srtcp.length <= opened.length ? opened : allocate(srtcp.length);
    packet.set(srtcp, 0);
    prepare(this.opener, this.remoteSalt, packet, indexAt);
    if (!this.opener.apply(packet, headerBytes, tagAt)) throw new Error('not authentic');
    return packet.subarray(0, tagAt);
  }

  close(): void {
    this.sealer.close();
    this.opener.close();
  }
}

/** SSRC and index, with zeros before each, and the salt over all of it; header and index are authenticated (RFC 7714, 9.1). */
function prepare({ iv, associated }: GcmAead, salts: Buffer, packet: Buffer, indexAt: number): void {
  iv[0] = salts[0] ?? 0;
  iv[1] = salts[1] ?? 0;
  for (let at = 2; at < 6; at++) iv[at] = (salts[at] ?? 0) ^ (packet[at + 2] ?? 0);
  iv[6] = salts[6] ?? 0;
  iv[7] = salts[7] ?? 0;
  iv[8] = (salts[8] ?? 0) ^ ((packet[indexAt] ?? 0) & ~encryptedFlag);
  for (let at = 9; at < 12; at++) iv[at] = (salts[at] ?? 0) ^ (packet[indexAt + at - 8] ?? 0);
  for (let at = 0; at < headerBytes; at++) associated[at] = packet[at] ?? 0;
  for (let at = 0; at < indexBytes; at++) associated[headerBytes + at] = packet[indexAt + at] ?? 0;
}

function allocate(bytes: number): Buffer {
  const memory = Buffer.allocUnsafe(Math.max(bytes, leastMemoryBytes));
  return memory.length === bytes ? memory : memory.subarray(0, bytes);
}

const encryptionKey = (master: SrtpMasterKey): Buffer =>
  deriveSessionKey(master, KeyLabel.RtcpEncryption, masterKeyBytes);
const salt = (master: SrtpMasterKey): Buffer =>
  deriveSessionKey(master, KeyLabel.RtcpSalt, masterSaltBytes(SrtpProfile.AeadAes128Gcm));
