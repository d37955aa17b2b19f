import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const portsBelow = 12_000;

/** First port that the system gives to sockets that ask for any. */
const firstEphemeral = readFirstEphemeral();
const first = Math.max(firstEphemeral - portsBelow, 10_000);
// Test files, each of which has this module to itself, begin at different places.
let next = first + randomInt(portsBelow);

/**
 * A port for a program that has to be told one: free for UDP and TCP, even as RTP wants it, with the next one free for
 * RTCP. It is below the ports that the system hands out by itself, and no test file gets it twice, so nothing else takes it
 * between this call and the start of the program.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < portsBelow / 2; tries++) {
    const port = next - (next % 2);
    next = port + 2 < first + portsBelow ? port + 2 : first;
    if ((await isFree(port)) && (await isFreeForUdp(port + 1))) return port;
  }
  throw new Error(`No port is free from ${first} to ${first + portsBelow}.`);
}

async function isFree(port: number): Promise<boolean> {
  if (!(await isFreeForUdp(port))) return false;
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port);
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

function readFirstEphemeral(): number {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
  } catch {
    // What most other systems have, and Linux unless it was told otherwise.
    return 32_768;
  }
}
