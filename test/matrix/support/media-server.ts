import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { closeServer } from '../../support/deadline.mjs';
import type { GeneratedInputs } from './generated-inputs.js';
import { httpBehaviours, type HttpBehaviour } from './http-behaviours.js';

/** One HTTP server with as many behaviours as there are entries in the table, each below a path of its own. */
export class MediaServer implements AsyncDisposable {
  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly inputs: GeneratedInputs,
  ) {}

  static async start(inputs: GeneratedInputs): Promise<MediaServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const media = new MediaServer(server, (server.address() as AddressInfo).port, inputs);
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      media.answer(request, response),
    );
    // A receiver that goes away in the middle is none of the server's business.
    server.on('connection', (socket: Socket) => socket.on('error', () => undefined));
    return media;
  }

  /**
   * Address of a file, served with a behaviour.
   *
   * @param userInfo for example `viewer:secret`
   */
  url(behaviour: HttpBehaviour, file: string, userInfo?: string): string {
    return `http://${userInfo === undefined ? '' : `${userInfo}@`}127.0.0.1:${this.port}/${behaviour}/${file}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeServer(this.server);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const [, behaviour = '', ...rest] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const handler = httpBehaviours[behaviour as HttpBehaviour];
    if (handler === undefined) response.writeHead(404).end();
    else
      handler({ request, response, path: this.inputs.path(decodeURIComponent(rest.join('/'))) }).catch(
        (error: unknown) => {
          if (!response.headersSent) response.writeHead(404, { 'Content-Type': 'text/plain' });
          response.end(String(error));
        },
      );
  }
}
