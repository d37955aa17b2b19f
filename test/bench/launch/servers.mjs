import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '../../e2e/support/server-process.mjs';

const emptyApplication = fileURLToPath(new URL('empty-application.mjs', import.meta.url));

/** The built server. */
export const launchOurs = (port) => new ServerProcess(['--ipaddress', '127.0.0.1', '--port', String(port)]);

/** A Nest application with nothing in it but one route: what Node and Nest take themselves. */
export function launchEmpty(port) {
  const child = spawn(process.execPath, [emptyApplication, String(port)], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: 'ignore',
  });
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
