import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Longer than any handshake on the loopback. */
const noAnswerMs = 1000;

/** Listens, and then blocks its event loop for good: what the kernel takes until its queue is full is all it takes. */
const listener = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
`;

/**
 * An address that answers to no SYN, as that of a device behind a firewall which drops packets. Linux ignores a SYN while the
 * queue of connections that nobody accepts is full; it takes no rights and no network.
 */
export class BlackHole implements AsyncDisposable {
  private readonly fillers: Socket[] = [];

  private constructor(
    private readonly worker: Worker,
    readonly port: number,
  ) {}

  /** @throws Error where the kernel takes connections all the same */
  static async open(): Promise<BlackHole> {
    const worker = new Worker(listener, { eval: true });
    const [port] = (await once(worker, 'message')) as [number];
    const hole = new BlackHole(worker, port);
    for (let tries = 0; tries < 8; tries++) if (!(await hole.answers())) return hole;
    await hole[Symbol.asyncDispose]();
    throw new Error('Connections to a full queue are taken on this machine.');
  }

  /** Whether it has taken one more connection. */
  async answers(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    socket.on('error', () => undefined);
    this.fillers.push(socket);
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(noAnswerMs) });
      return true;
    } catch {
      socket.destroy();
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const filler of this.fillers) filler.destroy();
    await this.worker.terminate();
  }
}
