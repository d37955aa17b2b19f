import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GsoSocket } from '../native/gso-socket.js';

const datagramBytes = 700;
const lastDatagramBytes = 300;
const fullDatagrams = 3;
// They are there when the call returns; a busy machine may take its time to look.
const patienceMs = 1_000;

/** Sends datagrams from a socket to itself in one call, and looks whether the right ones arrive. */
export async function selfTestGso(
  socket: Socket,
  openGsoSocket: () => Promise<Pick<GsoSocket, 'memory' | 'send'> | undefined>,
): Promise<boolean> {
  const gsoSocket = await openGsoSocket();
  if (gsoSocket === undefined) return false;
  const packets = gsoSocket.memory.subarray(0, fullDatagrams * datagramBytes + lastDatagramBytes);
  for (let at = 0; at < packets.length; at++) packets[at] = at % 251;
  const { port } = socket.address();
  const arrived = receive(socket);
  if (
    gsoSocket.send(Buffer.from([127, 0, 0, 1, port >>> 8, port & 0xff]), packets, datagramBytes) !== 'sent'
  ) {
    return false;
  }
  const datagrams = await arrived;
  return (
    datagrams.length === fullDatagrams + 1 &&
    datagrams.every((datagram, at) =>
      datagram.equals(packets.subarray(at * datagramBytes, (at + 1) * datagramBytes)),
    )
  );
}

async function receive(socket: Socket): Promise<Buffer[]> {
  const datagrams: Buffer[] = [];
  const all = new AbortController();
  socket.on('message', (datagram) => {
    if (datagrams.push(datagram) > fullDatagrams) all.abort();
  });
  socket.on('error', () => all.abort());
  await Promise.race([once(all.signal, 'abort'), sleep(patienceMs, undefined, { signal: all.signal })]).catch(
    () => undefined,
  );
  return datagrams;
}
