import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { closeServer } from './deadline.mjs';

/** Serves the files of a folder, with ranges, as any web server does. */
export class StaticServer implements AsyncDisposable {
  private constructor(
    private readonly server: Server,
    /** Where its files are, with a slash at the end. */
    readonly url: string,
  ) {}

  static async start(folder: string): Promise<StaticServer> {
    const server = createServer((request, response) => {
      const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
      readFile(join(folder, name)).then(
        (bytes) => {
          const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
          const start = Number(from ?? 0);
          const end = to ? Math.min(Number(to), bytes.length - 1) : bytes.length - 1;
          response.writeHead(from === undefined ? 200 : 206, {
            'Accept-Ranges': 'bytes',
            'Content-Length': end - start + 1,
            ...(from !== undefined && { 'Content-Range': `bytes ${start}-${end}/${bytes.length}` }),
          });
          response.end(bytes.subarray(start, end + 1));
        },
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new StaticServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeServer(this.server);
  }
}
