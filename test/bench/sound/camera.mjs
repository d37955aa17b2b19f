import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findRtspServerPython } from '../../../tools/executables.mjs';
import { endProcess } from '../../support/deadline.mjs';

const script = fileURLToPath(new URL('../../support/rtsp-server.py', import.meta.url));

/**
 * A camera that sends a film.
 *
 * @param {string} codec of its sound
 * @param {string} film Matroska file
 */
export async function startCamera(codec, film) {
  const child = spawn(findRtspServerPython(), [script, '0', '', '', codec, film], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const signal = AbortSignal.timeout(20_000);
  let said = '';
  while (!/ready \d+\s/.test(said)) said += (await once(child.stdout, 'data', { signal })).toString();
  const [, port] = /ready (\d+)/.exec(said);
  return { url: `rtsp://127.0.0.1:${port}/stream`, close: () => endProcess(child) };
}
