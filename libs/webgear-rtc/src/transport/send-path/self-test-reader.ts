import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchedReader } from '../ice/datagram-reading.js';

const lengths = [12, 700, 1500];
// They are there when the call returns; a busy machine may take its time.
const tries = 50;
const pauseMs = 2;
const patienceMs = 1_000;

/** Has a socket read by something else than Node, and by Node again, and looks whether the right datagrams arrive. */
export async function selfTestReader(
  socket: Socket,
  openReader: () => Promise<BatchedReader | undefined>,
): Promise<boolean> {
  const reader = await openReader();
  if (reader === undefined) return false;
  const { port } = socket.address();
  const sent = lengths.map((length, at) => Buffer.alloc(length, at + 1));
  const byNode: Buffer[] = [];
  socket.on('message', (datagram: Buffer) => byNode.push(datagram));
  reader.take();
  await sendAll(socket, sent);
  const taken: Buffer[] = [];
  for (let at = 0; at < tries && taken.length < sent.length; at++) {
    if (at > 0) await sleep(pauseMs);
    reader.read((datagram, from) => {
      if (from.port === port && from.address === '127.0.0.1') taken.push(datagram);
    });
  }
  if (byNode.length > 0 || taken.length !== sent.length) return false;
  if (!taken.every((datagram, at) => sent[at]?.equals(datagram) === true)) return false;
  const again = once(socket, 'message', { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined);
  reader.release();
  await sendAll(socket, sent);
  const received = (await again)?.[0] as Buffer | undefined;
  return received !== undefined && sent[0]?.equals(received) === true;
}

async function sendAll(socket: Socket, datagrams: readonly Buffer[]): Promise<void> {
  const { port } = socket.address();
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) => {
      socket.send(datagram, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)));
    });
  }
}
