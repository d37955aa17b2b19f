import { parentPort, workerData } from 'node:worker_threads';
import { StreamEngineHost } from '../broadcast/stream-engine-host.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { SharedFrameBuffer } from '../workers/frame-buffer.js';
import {
  WorkerFrameBusHost,
  type FrameBusDownlink,
  type FrameBusUplink,
} from '../workers/worker-frame-bus.js';
import { FakeStreamOrigin } from './fake-stream-origin.js';
import type { SourceAction, StreamOrigin } from './stream-engine-rig.js';

/** To the thread of a fake stream. Each but those of the bus is answered with `origin`, when it has taken effect. */
export type FakeStreamCommand =
  | { readonly kind: 'act'; readonly action: SourceAction }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'close' }
  | { readonly kind: 'bus'; readonly message: FrameBusUplink };

/** From the thread of a fake stream. */
export type FakeStreamEvent =
  | { readonly kind: 'origin'; readonly origin: StreamOrigin }
  | { readonly kind: 'bus'; readonly message: FrameBusDownlink };

const origin = new FakeStreamOrigin();
const post = (event: FakeStreamEvent): void => parentPort?.postMessage(event);
const bus = new WorkerFrameBusHost({
  buffer: new SharedFrameBuffer(),
  clock: new SystemCaptureClock(),
  taken: (workerData as { readonly taken: Int32Array }).taken,
  post: (message) => post({ kind: 'bus', message }),
});
const host = new StreamEngineHost(bus, (error) => {
  throw error;
});
host.expose(origin.engine);

parentPort?.on('message', (command: FakeStreamCommand) => {
  if (command.kind === 'bus') bus.receive(command.message);
  else void run(command);
});

async function run(command: Exclude<FakeStreamCommand, { readonly kind: 'bus' }>): Promise<void> {
  if (command.kind === 'act') await origin.act(command.action);
  else if (command.kind === 'advance') await origin.fake.clock.advance(command.ms);
  else {
    host.close();
    await origin.engine.close();
    return parentPort?.close();
  }
  post({ kind: 'origin', origin: origin.origin() });
}
