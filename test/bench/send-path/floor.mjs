// What one packet costs at least on this machine: AES-128-GCM by the OpenSSL inside Node, and one system call for many
// datagrams (UDP GSO), with nothing around either of them.
import koffi from 'koffi';
import { packetBytes, packetsPerFrame } from './workload.mjs';

const frameBytes = packetBytes * packetsPerFrame;
const solUdp = 17;
const udpSegment = 103;
const afInet = 2;
const sockDgram = 2;
const msgDontWait = 0x40;

const process_ = koffi.load(null);
const pointer = 'uintptr_t';
const evp = {
  newContext: process_.func('EVP_CIPHER_CTX_new', pointer, []),
  freeContext: process_.func('EVP_CIPHER_CTX_free', 'void', [pointer]),
  aes128Gcm: process_.func('EVP_aes_128_gcm', pointer, []),
  init: process_.func('EVP_EncryptInit_ex', 'int', [pointer, pointer, pointer, pointer, pointer]),
  update: process_.func('EVP_EncryptUpdate', 'int', [pointer, pointer, pointer, pointer, 'int']),
  nothing: process_.func('EVP_CIPHER_CTX_get_nid', 'int', [pointer]),
};
const libc = {
  socket: process_.func('socket', 'int', ['int', 'int', 'int']),
  connect: process_.func('connect', 'int', ['int', pointer, 'uint']),
  setsockopt: process_.func('setsockopt', 'int', ['int', 'int', 'int', pointer, 'uint']),
  send: process_.func('send', 'intptr_t', ['int', pointer, 'size_t', 'int']),
  close: process_.func('close', 'int', ['int']),
};

/** The floor, ready to be measured against a port of this machine. */
export class Floor {
  packetsPerFrame = packetsPerFrame;
  // One allocation far above the size that the engine keeps on its own heap and moves about.
  #memory = Buffer.alloc(2 ** 18);
  #address = Number(koffi.address(this.#memory));
  #plain = this.#address + 4_096;
  #cipher = this.#address + 131_072;
  #context = evp.newContext();
  #socket = libc.socket(afInet, sockDgram, 0);

  constructor(port) {
    const [key, iv, socketAddress, segment] = [this.#address, this.#address + 64, this.#address + 128, 192];
    if (evp.init(this.#context, evp.aes128Gcm(), 0, key, iv) !== 1) throw new Error('no AES-128-GCM');
    this.#memory.writeUInt16LE(afInet, 128);
    this.#memory.writeUInt16BE(port, 130);
    this.#memory.set([127, 0, 0, 1], 132);
    if (libc.connect(this.#socket, socketAddress, 16) !== 0) throw new Error('no socket');
    this.#memory.writeInt32LE(packetBytes, segment);
    if (libc.setsockopt(this.#socket, solUdp, udpSegment, this.#address + segment, 4) !== 0) {
      throw new Error('no UDP GSO in this kernel');
    }
  }

  encrypt(frames) {
    const [context, cipher, plain] = [this.#context, this.#cipher, this.#plain];
    for (let packet = frames * packetsPerFrame; packet > 0; packet -= 1) {
      evp.update(context, cipher, this.#address + 256, plain, packetBytes);
    }
  }

  /** As many calls into native code as {@link encrypt} makes, for nothing: what is not the cipher's cost. */
  callNothing(frames) {
    for (let packet = frames * packetsPerFrame; packet > 0; packet -= 1) evp.nothing(this.#context);
  }

  send(frames) {
    for (let frame = frames; frame > 0; frame -= 1) {
      libc.send(this.#socket, this.#cipher, frameBytes, msgDontWait);
    }
  }

  close() {
    libc.close(this.#socket);
    evp.freeContext(this.#context);
  }
}
