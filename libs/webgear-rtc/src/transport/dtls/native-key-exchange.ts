import {
  createECDH,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import type { DtlsServer } from 'werift';

const x25519 = 29;
const x25519KeyBytes = 32;
const masterSecretBytes = 48;
/** `SubjectPublicKeyInfo` of an X25519 key up to the key itself (RFC 8410, 4). */
const x25519Prefix = Buffer.from('302a300506032b656e032100', 'hex');

/** Our half of one key exchange. */
interface LocalKey {
  readonly publicKey: Buffer;
  /** @throws where the other half is no point of the curve */
  computeSecret(remotePublicKey: Buffer): Buffer;
}

/**
 * The ephemeral key exchange of one handshake, made by Node's own elliptic curves instead of werift's.
 *
 * werift's P-256 is JavaScript: a first key pair takes 130 ms and more, and each shared secret 6 ms, for which the event loop
 * stands still for all viewers. Its state is one object with plain fields, which it reads and writes in this order: `namedCurve`
 * is chosen, `localKeyPair` is made of it, `remoteKeyPair` is what the client sends, and `masterSecret` follows of both. These
 * fields become accessors here: werift makes its pair and its secret of a curve that is cheap, and gets ours in their place.
 */
export class NativeKeyExchange {
  private curve: DtlsServer['cipher']['namedCurve'] | undefined;
  private local: LocalKey | undefined;
  private remoteKey: Buffer | undefined;
  private secret: Buffer | undefined;

  /** Takes over the key exchange of a server that has not seen a message yet. */
  constructor(private readonly server: DtlsServer) {
    const dummyKey = randomBytes(x25519KeyBytes);
    Object.defineProperties(server.cipher, {
      namedCurve: {
        // Until there is a pair, it is read to make one.
        get: () => (this.curve === undefined || this.local !== undefined ? this.curve : x25519),
        set: (curve: DtlsServer['cipher']['namedCurve']) => {
          this.curve = curve;
          this.local = undefined;
        },
      },
      localKeyPair: {
        get: () => this.local && { curve: x25519, privateKey: dummyKey, publicKey: this.local.publicKey },
        set: () => {
          this.local = this.curve === x25519 ? createX25519Key() : createP256Key();
        },
      },
      remoteKeyPair: {
        get: () => this.remoteKey && { curve: x25519, publicKey: dummyKey },
        set: ({ publicKey }: { readonly publicKey: Buffer }) => {
          this.remoteKey = publicKey;
        },
      },
      masterSecret: {
        get: () => this.secret,
        set: () => {
          this.secret = this.computeMasterSecret();
        },
      },
    });
  }

  /** The client's half, as it was used; `undefined` before it has come. */
  get remotePublicKey(): Buffer | undefined {
    return this.remoteKey;
  }

  /** RFC 7627, 4 where both sides have it, else RFC 5246, 8.1. */
  private computeMasterSecret(): Buffer {
    const { cipher, dtls } = this.server;
    if (this.local === undefined || this.remoteKey === undefined) throw new Error('There are no keys yet');
    const shared = this.local.computeSecret(this.remoteKey);
    if (dtls.options.extendedMasterSecret === true && dtls.remoteExtendedMasterSecret) {
      const session = createHash('sha256');
      for (const handshake of dtls.sortedHandshakeCache) session.update(handshake.serialize());
      return expandSecret(shared, 'extended master secret', session.digest());
    }
    const randoms = [cipher.remoteRandom.serialize(), cipher.localRandom.serialize()];
    return expandSecret(shared, 'master secret', Buffer.concat(randoms));
  }
}

function createP256Key(): LocalKey {
  const pair = createECDH('prime256v1');
  return {
    publicKey: pair.generateKeys(),
    computeSecret: (remotePublicKey) => pair.computeSecret(remotePublicKey),
  };
}

function createX25519Key(): LocalKey {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-x25519KeyBytes),
    computeSecret: (remotePublicKey) => {
      const key = Buffer.concat([x25519Prefix, remotePublicKey]);
      return diffieHellman({
        privateKey,
        publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
      });
    },
  };
}

/** The pseudorandom function of TLS 1.2 with SHA-256 (RFC 5246, 5), to the length of a master secret. */
function expandSecret(secret: Buffer, label: string, seed: Buffer): Buffer {
  const start = Buffer.concat([Buffer.from(label), seed]);
  const digest = (...parts: readonly Buffer[]): Buffer =>
    createHmac('sha256', secret).update(Buffer.concat(parts)).digest();
  const first = digest(start);
  const second = digest(first);
  return Buffer.concat([digest(first, start), digest(second, start)]).subarray(0, masterSecretBytes);
}
