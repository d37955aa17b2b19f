import { parentPort, workerData } from 'node:worker_threads';
import { SystemCaptureClock } from '../media/system-capture-clock.js';
import { PeerServer } from '../peers/peer-server.js';
import { toThreadError } from './thread-error.js';
import type { FanOutThreadData, ThreadOrder, ThreadReport } from './thread-messages.interface.js';
import { ServedViewers } from './served-viewers.js';

const { options, taken } = workerData as FanOutThreadData;
const post = (report: ThreadReport): void => parentPort?.postMessage(report);

try {
  const viewers = new ServedViewers(post);
  const server = await PeerServer.open(options, new SystemCaptureClock(), viewers);
  const timer = setInterval(() => viewers.reportAll(), 1000);
  parentPort?.on('message', (order: ThreadOrder) => {
    switch (order.kind) {
      case 'frame':
        Atomics.add(taken, 0, 1);
        return viewers.send(order);
      case 'accept':
        return void viewers.accept(server, order);
      case 'admitted':
        return viewers.admitted(order.viewer, order.h264LevelIdc);
      case 'refused':
        return viewers.refused(order.viewer, order.error);
      case 'close':
        return viewers.close(order.viewer, order.reason);
      case 'warm-up':
        return void warmUp(server);
      case 'shut-down':
        clearInterval(timer);
        return void shutDown(server);
    }
  });
  post({ kind: 'started', transport: server.transport });
} catch (error) {
  post({ kind: 'not-started', error: toThreadError(error) });
}

async function warmUp(server: PeerServer): Promise<void> {
  try {
    await server.warmUp();
    post({ kind: 'warm' });
  } catch (error) {
    post({ kind: 'warm', error: toThreadError(error) });
  }
}

/** With its port closed nothing keeps the thread: it ends when all has been sent. */
async function shutDown(server: PeerServer): Promise<void> {
  await server.close();
  parentPort?.close();
}
