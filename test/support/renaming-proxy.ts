import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy that serves another server's path under a name that server never learns. */
export class RenamingProxy implements Disposable {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param from path that browsers see, @param to address it stands for; both end in a slash */
  static async start(from: string, to: string): Promise<RenamingProxy> {
    const server = createServer((incoming, outgoing) => {
      const path = incoming.url ?? '/';
      if (!path.startsWith(from)) {
        outgoing.writeHead(502).end('not proxied');
        return;
      }
      const { method, headers } = incoming;
      const forwarded = request(to + path.slice(from.length), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RenamingProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  [Symbol.dispose](): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
