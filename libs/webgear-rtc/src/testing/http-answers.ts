import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one path of a server does with a request. */
export type HttpAnswer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An HTTP server for tests whose paths each have a manner of their own. */
export class HttpAnswers implements AsyncDisposable {
  /** Paths that were asked for, with the method where it is not `GET`. */
  readonly asked: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly answers: Map<string, HttpAnswer>,
  ) {}

  /** @param answers by path without its slash and its query */
  static async start(answers: Readonly<Record<string, HttpAnswer>>): Promise<HttpAnswers> {
    const known = new Map(Object.entries(answers));
    const server = createServer((request, response) => {
      const path = (request.url ?? '').slice(1).split('?')[0] ?? '';
      served.asked.push(request.method === 'GET' ? path : `${request.method} ${path}`);
      const answer = known.get(path);
      if (answer === undefined) response.writeHead(404).end();
      else void answer(request, response);
    });
    const served = new HttpAnswers(server, known);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return served;
  }

  /** Adds a path, or changes what it does. */
  set(path: string, answer: HttpAnswer): void {
    this.answers.set(path, answer);
  }

  /** How many may be connected at a time; the rest is cut off. */
  set maxConnections(count: number) {
    this.server.maxConnections = count;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A whole body at once, with what is stated of it. */
export function body(
  bytes: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
  { length = true } = {},
): HttpAnswer {
  return (_request, response) => {
    response.writeHead(200, {
      ...headers,
      ...(length && { 'Content-Length': String(Buffer.byteLength(bytes)) }),
    });
    response.end(bytes);
  };
}

/** A status and nothing else. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return (_request, response) => response.writeHead(code, headers).end();
}

/** Pieces again and again, twenty times a second, until the reader leaves. */
export function endless(contentType: string, pieces: (index: number) => (string | Buffer)[]): HttpAnswer {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Type': contentType });
    let index = 0;
    const timer = setInterval(() => {
      for (const piece of pieces(index)) response.write(piece);
      index++;
    }, 50);
    response.once('close', () => clearInterval(timer));
  };
}
