import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endProcess } from '../../support/deadline.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = `${root}/examples/014-frames-with-sound`;

/** The example of a custom source with sound, compiled and started as its `npm start` does. */
export async function startCustomSource() {
  await promisify(execFile)(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, '-p', folder]);
  const child = spawn(process.execPath, [`${folder}/dist/main.js`], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const signal = AbortSignal.timeout(20_000);
  let said = '';
  while (!/http:\S+:\d+/.test(said)) said += (await once(child.stdout, 'data', { signal })).toString();
  const [, port] = /http:\S+:(\d+)/.exec(said);
  return { url: `http://127.0.0.1:${port}/`, pid: child.pid, close: () => endProcess(child) };
}
