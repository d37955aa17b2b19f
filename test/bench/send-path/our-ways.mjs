import { fileURLToPath } from 'node:url';
import { AskedProcess } from '../run/asked-process.mjs';
import { Receiver } from './receiver.mjs';
import { openPort, Viewers } from './viewers.mjs';
import { viewers } from './workload.mjs';

const counting = fileURLToPath(new URL('counting-receiver.mjs', import.meta.url));

/** A process that counts what comes to its port. */
export async function startReceiver() {
  const counter = new AskedProcess(counting);
  const { port } = await counter.ask('port');
  const receiver = new Receiver(counter.child, async () => (await counter.ask('count')).datagrams);
  return { port, receiver, close: () => counter.close() };
}

/** How much native code may take over. */
const kinds = [
  { name: 'dgram', limit: 'dgram' },
  { name: 'gso', limit: 'gso' },
  { name: 'native', limit: 'native' },
];
const numberedKind = { name: 'numbered', limit: 'native', numbered: true };

/**
 * The product's own ways to send, from nothing native to as much as can be had, to one receiver.
 *
 * @param {{ withNumbers?: boolean }} options whether the last one numbers its packets for transport-wide feedback as well
 * @returns {Promise<import('./measure-ways.mjs').Way[]>}
 */
export async function openOurWays({ port: toPort, receiver }, { withNumbers = false } = {}) {
  const ways = [];
  for (const { name, limit, numbered } of withNumbers ? [...kinds, numberedKind] : kinds) {
    const port = await openPort(limit);
    const audience = new Viewers(port, toPort, viewers, numbered);
    ways.push({
      name,
      title: `${audience.transport}${numbered ? ', numbered' : ''}`,
      receiver,
      sendFrame: (packets) => audience.sendFrame(packets),
      close: async () => {
        audience.close();
        await port.port.close();
      },
    });
  }
  return ways;
}
