import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { ByteSource } from '../../ffmpeg/relay/byte-source.js';
import { FfmpegCallError } from '../../ffmpeg/ffmpeg-call.js';
import { setFfmpegLogListener } from '../../ffmpeg/ffmpeg-log.js';
import { makeSocketFolder, socketIn } from './socket-folder.js';
import type { RelayOrder, RelayReport } from './relay-messages.interface.js';

/** How long disconnecting may take. */
const CLOSING_MS = 400;

const leaving = new AbortController();

const input = createInterface({ input: process.stdin });
// The end of the input is the end of the parent, of whatever kind.
input.once('close', leave);
process.once('SIGTERM', leave);
input.once('line', (line) => void relay(JSON.parse(line) as RelayOrder).finally(end));

async function relay({ url, options }: RelayOrder): Promise<void> {
  let source: ByteSource | undefined;
  try {
    await setFfmpegLogListener((line) => process.stderr.write(`${line}\n`));
    source = await ByteSource.open(url, options, leaving.signal);
    const socket = await connected();
    socket.once('close', leave).on('error', leave).resume();
    await pass(source, socket);
    report({ kind: 'end' });
    socket.off('close', leave).end();
    await once(socket, 'close', { signal: leaving.signal });
  } catch (error) {
    if (!leaving.signal.aborted) reportFailure(error);
  } finally {
    leave();
    await source?.close();
  }
}

/** The connection of the parent, to a socket that is there until then. */
async function connected(): Promise<Socket> {
  const folder = await makeSocketFolder();
  try {
    const server = createServer().listen(socketIn(folder));
    await once(server, 'listening');
    report({ kind: 'open', socket: socketIn(folder) });
    const [socket] = (await once(server, 'connection', { signal: leaving.signal })) as [Socket];
    server.close();
    return socket;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pass(source: ByteSource, socket: Socket): Promise<void> {
  const { signal } = leaving;
  for (;;) {
    const bytes = await source.next();
    if (bytes === undefined || signal.aborted) return;
    if (!socket.write(bytes)) await once(socket, 'drain', { signal });
  }
}

function reportFailure(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  report(
    error instanceof FfmpegCallError
      ? { kind: 'failed', operation: error.operation, averror: error.averror, reason: error.reason }
      : { kind: 'failed', operation: 'relay', averror: 0, reason },
  );
}

function report(message: RelayReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function leave(): void {
  leaving.abort();
  // SRT may hang at its end.
  setTimeout(end, CLOSING_MS);
}

/** Not `process.exit()`: it waits for threads, and the handlers of libraries at the end of a process may hang as well. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
