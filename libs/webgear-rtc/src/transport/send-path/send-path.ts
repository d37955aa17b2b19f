import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { AesGcmContext } from '../native/aes-gcm-context.js';
import { loadNativeFunctions, type NativeFunctions } from '../native/native-functions.js';
import { NativeMemory } from '../native/native-memory.js';
import { DatagramReader } from '../native/datagram-reader.js';
import { udpHandleOf } from '../native/udp-handle.js';
import { GsoSocket } from '../native/gso-socket.js';
import { findSocketDescriptor } from '../native/socket-descriptor.js';
import type { SendPathSnapshot } from '../../rtp/packet-route.interface.js';
import { createNodeGcmProtector, type GcmProtectorFactory } from '../srtp/create-protector.js';
import type { GcmAeadFactory } from '../srtp/rtcp-cipher.interface.js';
import { createNodeGcmAead } from '../srtp/node-gcm-aead.js';
import { OpenSslGcmAead } from '../srtp/open-ssl-gcm-aead.js';
import { OpenSslGcmProtector } from '../srtp/open-ssl-gcm-protector.js';
import type { BatchedReader } from '../ice/datagram-reading.js';
import { selfTestReader } from './self-test-reader.js';
import { selfTestGso } from './self-test-gso.js';
import { selfTestAead, selfTestCipher } from './self-test-cipher.js';

/**
 * How much of the way of a packet may be taken by native code: `dgram` none of it, `gso` the sending, `native` the
 * encryption too. Each is used only where it has proved itself; otherwise what is before it in this list.
 */
export type SendPathLimit = 'dgram' | 'gso' | 'native';

/** The fastest way to encrypt and to send that works in this process. */
export interface SendPath {
  /** What it came to, for the log. */
  readonly transport: SendPathSnapshot;
  readonly createGcmProtector: GcmProtectorFactory;
  /** The same cipher for RTCP. */
  readonly createGcmAead: GcmAeadFactory;
  /** A quicker way out of a bound socket; `undefined` when there is none. */
  openGsoSocket(socket: Socket): Promise<GsoSocket | undefined>;
  /** What reads all that waits in a bound socket at once; `undefined` when there is none. */
  openReader(socket: Socket): Promise<BatchedReader | undefined>;
}

/** What is always there: Node by itself. */
export const nodeSendPath: SendPath = {
  transport: { cipher: 'node', send: 'dgram' },
  createGcmProtector: createNodeGcmProtector,
  createGcmAead: createNodeGcmAead,
  openGsoSocket: async () => undefined,
  openReader: async () => undefined,
};

/**
 * Tries what this system has, for a few milliseconds, and gives what is right. Never fails: whatever does not work is
 * left out.
 */
export async function selectSendBackend(limit: SendPathLimit): Promise<SendPath> {
  const functions = limit === 'dgram' ? undefined : await loadNativeFunctions();
  if (functions === undefined) return nodeSendPath;
  const addresses = new NativeMemory(functions);
  const openSsl = limit === 'native' ? openSslGcm(functions, addresses) : undefined;
  const openSslAead = limit === 'native' ? openSslGcmAead(functions, addresses) : undefined;
  const openGsoSocket = (socket: Socket) => openGso(functions, addresses, socket);
  const segments = await withLoopbackSocket((socket) => selfTestGso(socket, () => openGsoSocket(socket)));
  const openReader = (socket: Socket) => openBatchedReader(functions, addresses, socket);
  const reads = await withLoopbackSocket((socket) => selfTestReader(socket, () => openReader(socket)));
  const seals = openSsl !== undefined && selfTestCipher(openSsl);
  return {
    transport: { cipher: seals ? 'openssl-ffi' : 'node', send: segments ? 'udp-gso' : 'dgram' },
    createGcmProtector: seals ? openSsl : createNodeGcmProtector,
    createGcmAead: openSslAead !== undefined && selfTestAead(openSslAead) ? openSslAead : createNodeGcmAead,
    openGsoSocket: segments ? openGsoSocket : nodeSendPath.openGsoSocket,
    openReader: reads ? openReader : nodeSendPath.openReader,
  };
}

function openSslGcm({ openSsl }: NativeFunctions, addresses: NativeMemory): GcmProtectorFactory | undefined {
  if (openSsl === undefined) return undefined;
  return (key, salt) =>
    new OpenSslGcmProtector(
      new AesGcmContext(openSsl, addresses, key),
      addresses,
      salt,
      createNodeGcmProtector(key, salt),
    );
}

function openSslGcmAead({ openSsl }: NativeFunctions, addresses: NativeMemory): GcmAeadFactory | undefined {
  if (openSsl === undefined) return undefined;
  return (key, direction) =>
    new OpenSslGcmAead(
      new AesGcmContext(openSsl, addresses, key, direction),
      addresses,
      direction === 'seal' ? createNodeGcmAead(key, direction) : undefined,
    );
}

async function openGso(
  { sendmsg, errno }: NativeFunctions,
  addresses: NativeMemory,
  socket: Socket,
): Promise<GsoSocket | undefined> {
  const descriptor = sendmsg && (await findSocketDescriptor(socket.address()));
  if (sendmsg === undefined || descriptor === undefined) return undefined;
  return new GsoSocket(sendmsg, errno, addresses, descriptor);
}

async function openBatchedReader(
  { recvmmsg }: NativeFunctions,
  addresses: NativeMemory,
  socket: Socket,
): Promise<BatchedReader | undefined> {
  const handle = recvmmsg && udpHandleOf(socket);
  const descriptor = handle && (await findSocketDescriptor(socket.address()));
  if (recvmmsg === undefined || handle === undefined || descriptor === undefined) return undefined;
  const reader = new DatagramReader(recvmmsg, addresses, descriptor);
  return {
    take: () => void handle.recvStop(),
    release: () => void handle.recvStart(),
    mostDatagrams: reader.mostDatagrams,
    read: (onDatagram) => reader.read(onDatagram),
  };
}

async function withLoopbackSocket(use: (socket: Socket) => Promise<boolean>): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return await use(socket);
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

const limits: readonly SendPathLimit[] = ['dgram', 'gso', 'native'];

/**
 * How fast a way may be taken, by the environment variable `WEBGEAR_RTC_SEND_PATH`: to measure the others, and to see
 * whether a fault lies here. Anything else means no limit.
 */
export function sendPathLimit(environment: NodeJS.ProcessEnv = process.env): SendPathLimit {
  return limits.find((limit) => limit === environment['WEBGEAR_RTC_SEND_PATH']) ?? 'native';
}
