import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { closeServer, endProcess } from '../../support/deadline.mjs';
import type { LiveSender } from './matrix-row.interface.js';
import { spawnLive, type LiveProgramSettings } from './live-program.js';

/** Answers a request that never ends. */
export type EndlessAnswer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A camera on HTTP: every request gets a stream of its own that has no end. */
export class LiveHttpServer implements LiveSender {
  private server: Server | undefined;
  private readonly programs = new Set<ChildProcess>();

  private constructor(
    private readonly port: number,
    private readonly answer: EndlessAnswer,
  ) {}

  /** @param answer what a request gets; the response is destroyed when the camera is unplugged */
  static async start(port: number, answer: EndlessAnswer): Promise<LiveHttpServer> {
    const camera = new LiveHttpServer(port, answer);
    await camera.plugIn();
    return camera;
  }

  /** A camera that sends what ffmpeg writes, in pieces without a stated length. */
  static async ofProgram(
    port: number,
    settings: LiveProgramSettings,
    contentType: string,
  ): Promise<LiveHttpServer> {
    const camera: LiveHttpServer = await LiveHttpServer.start(port, (_request, response) => {
      const child = spawnLive({ ...settings, words: `${settings.words} pipe:1` }, 'pipe');
      camera.programs.add(child);
      response.writeHead(200, { 'Content-Type': contentType });
      child.stdout?.pipe(response);
      response.on('close', () => void endProcess(child).finally(() => camera.programs.delete(child)));
    });
    return camera;
  }

  async plugIn(): Promise<void> {
    const server = createServer((request, response) => {
      response.on('error', () => undefined);
      void this.answer(request, response);
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.server = server;
  }

  async unplug(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server !== undefined) await closeServer(server);
    await Promise.all([...this.programs].map((child) => endProcess(child)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unplug();
  }
}
