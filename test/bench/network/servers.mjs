import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../../support/deadline.mjs';
import { endsWithUs } from '../run/ends-with-us.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const startTimeoutMs = 30_000;

/**
 * Writes the film, once per folder, in a process of its own: FFmpeg is loaded there.
 *
 * @param {string} folder
 * @param {number} bitrateBps that to encode it from, or that to send it with as it is
 * @returns {string} its path
 */
export function filmIn(folder, bitrateBps = 6_000_000) {
  const path = join(folder, `film-${bitrateBps / 1000}.mp4`);
  if (existsSync(path)) return path;
  const { status, stderr } = spawnSync(process.execPath, [here('film.mjs'), path, String(bitrateBps)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The film was not written.\n${stderr}`);
  return path;
}

/** The built module in an application of its own process, which tells what it knows of each viewer. */
export class OurServer {
  #child;
  #dataFolder = mkdtempSync(join(tmpdir(), 'webgear-rtc-network-'));
  /** Where its page is. */
  url = '';

  /** @param {Record<string, unknown>} options of the module */
  static async start(options) {
    const server = new OurServer(options);
    try {
      const [{ url }] = await once(server.#child, 'message', { signal: AbortSignal.timeout(startTimeoutMs) });
      server.url = url;
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  constructor(options) {
    const parameters = JSON.stringify({ options, dataFolder: this.#dataFolder });
    this.#child = fork(here('server.mjs'), [parameters], {
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.once('exit', endsWithUs(this.#child.pid));
  }

  get pid() {
    return this.#child.pid;
  }

  /** What it noted since the last call. */
  async report() {
    this.#child.send('report');
    const [report] = await once(this.#child, 'message', { signal: AbortSignal.timeout(startTimeoutMs) });
    return report;
  }

  async [Symbol.asyncDispose]() {
    await endProcess(this.#child);
    rmSync(this.#dataFolder, { recursive: true, force: true });
  }
}

/** A MediaMTX that sends the same film as it is: a media server that does not adapt. */
export class MediaMtx {
  #children = [];
  #folder = mkdtempSync(join(tmpdir(), 'mediamtx-'));
  url = '';

  /**
   * @param {string} program
   * @param {string} film
   */
  static async start(program, film) {
    const server = new MediaMtx();
    const [http, udp, rtsp] = [await freePort(), await freePort(), await freePort()];
    const config = join(server.#folder, 'mediamtx.yml');
    const lines = [
      'rtmp: no',
      'hls: no',
      'srt: no',
      'rtspTransports: [tcp]',
      `rtspAddress: 127.0.0.1:${rtsp}`,
      `webrtcAddress: 127.0.0.1:${http}`,
      `webrtcLocalUDPAddress: 127.0.0.1:${udp}`,
      'webrtcIPsFromInterfaces: no',
      'webrtcAdditionalHosts: [127.0.0.1]',
      'paths:',
      '  film:',
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    server.#run(program, [config]);
    const target = `rtsp://127.0.0.1:${rtsp}/film`;
    server.url = `http://127.0.0.1:${http}/film/`;
    await sleep(1000);
    const input = ['-re', '-stream_loop', '-1', '-i', film];
    server.#run('ffmpeg', [
      '-v',
      'error',
      ...input,
      '-c',
      'copy',
      '-f',
      'rtsp',
      '-rtsp_transport',
      'tcp',
      target,
    ]);
    await sleep(2000);
    return server;
  }

  get pid() {
    return this.#children[0]?.pid;
  }

  /** It tells nothing of its viewers. */
  async report() {
    return { samples: [], stalls: [], cpuSeconds: Number.NaN };
  }

  async [Symbol.asyncDispose]() {
    for (const child of this.#children) await endProcess(child);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(program, args) {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('exit', endsWithUs(child.pid));
    this.#children.push(child);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
