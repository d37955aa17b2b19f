// The lines of `NetworkRelay`, in a process of their own: what a test or a benchmark does beside it must not be late on them.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BottleneckLink } from './bottleneck-link.mjs';
import { DeliveryQueue } from './delivery-queue.mjs';
import { LineTap } from './line-tap.mjs';
import { seededRandom } from './seeded-random.mjs';

const deliveries = new DeliveryQueue();
/** @type {{ up: BottleneckLink, down: BottleneckLink }[]} */
const lines = [];
/** @type {{ tap: LineTap, close: () => void }[]} */
const entrances = [];
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

async function bind(address) {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

const tasks = {
  open: ({ settings, seed }) => {
    const random = seededRandom(seed);
    for (const { up, down } of settings) {
      lines.push({ up: new BottleneckLink(up, random), down: new BottleneckLink(down, random) });
    }
    return {};
  },

  /** A viewer's port on a line. The server tells viewers apart by where they come from. */
  enter: async ({ line, address, serverPort }) => {
    const { up, down } = lines[line];
    const [downstream, upstream] = [await bind(address), await bind('127.0.0.1')];
    const tap = new LineTap();
    let viewer;
    downstream.on('message', (datagram, from) => {
      viewer = from;
      const arrivalMs = up.enqueue(performance.now(), datagram.length);
      if (arrivalMs === undefined) return;
      deliveries.add(arrivalMs, () => upstream.send(datagram, serverPort, '127.0.0.1'));
    });
    upstream.on('message', (datagram) => {
      const nowMs = performance.now();
      const arrivalMs = down.enqueue(nowMs, datagram.length);
      tap.onArrival(nowMs, datagram, arrivalMs !== undefined, down.waitMs(nowMs));
      if (arrivalMs === undefined) return;
      deliveries.add(arrivalMs, () => {
        tap.onDeparture(performance.now(), datagram.length, arrivalMs);
        if (viewer !== undefined) downstream.send(datagram, viewer.port, viewer.address);
      });
    });
    const close = () => [downstream, upstream].forEach((socket) => socket.close());
    entrances.push({ tap, close });
    return { entrance: entrances.length - 1, port: downstream.address().port };
  },

  change: ({ line, direction, settings }) => {
    lines[line][direction].change(settings);
    return {};
  },

  follow: ({ line, steps }) => {
    lines[line].down.follow(steps, performance.now());
    return { startedAtMs: performance.timeOrigin + performance.now() };
  },

  report: () => ({
    taps: entrances.map(({ tap }) => tap.report(performance.timeOrigin)),
    lost: lines.map(({ down }) => ({ lost: down.lost, dropped: down.dropped })),
    eventLoopDelayMs: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
  }),
};

process.on('message', async ({ id, task, ...parameters }) => {
  try {
    process.send({ id, ...(await tasks[task](parameters)) });
  } catch (error) {
    process.send({ id, error: error.stack });
  }
});
process.on('disconnect', () => process.exit(0));
