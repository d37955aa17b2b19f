import { parentPort, workerData } from 'node:worker_threads';
import { RemoteStreamEngine } from '../broadcast/remote-stream-engine.js';
import { messageOf } from '../errors/throttled-error-log.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { PeerServer } from '../peers/peer-server.js';
import { toThreadError } from './thread-error.js';
import { WorkerFrameBusClient } from './worker-frame-bus.js';
import type { WorkerCommand, WorkerEvent, WorkerStart } from './worker-messages.js';
import { WorkerPeers } from './worker-peers.js';

const { options, taken } = workerData as WorkerStart;
const post = (event: WorkerEvent): void => parentPort?.postMessage(event);

try {
  const clock = new SystemCaptureClock();
  const bus = new WorkerFrameBusClient(taken, (message) => post({ kind: 'bus', message }));
  // A sink that throws is logged by the main thread, which has the logger.
  const onError = (error: unknown): void => post({ kind: 'error', reason: messageOf(error) });
  const peers = new WorkerPeers(
    post,
    (description) => new RemoteStreamEngine({ bus, description, clock, onError }),
  );
  const server = await PeerServer.open(options, clock, peers.registry);
  const timer = setInterval(() => peers.reportAll(), 1000);
  parentPort?.on('message', (command: WorkerCommand) => {
    switch (command.kind) {
      case 'bus':
        return bus.receive(command.message);
      case 'accept':
        return void peers.accept(server, command);
      case 'admitted':
        return peers.admitted(command.sessionToken);
      case 'refused':
        return peers.refused(command.sessionToken, command.error);
      case 'prefer':
        return peers.prefer(command.sessionToken, command.preferences);
      case 'candidates':
        return peers.addCandidates(command.sessionToken, command.candidates);
      case 'restart-ice':
        return void peers.restartIce(command);
      case 'close-peer':
        return peers.close(command.sessionToken, command.reason, command.detail);
      case 'reconfigure-stream':
        return peers.reconfigureStream(command.stream);
      case 'remove-stream':
        return peers.removeStream(command.streamName);
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
