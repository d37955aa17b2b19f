import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const script = readFileSync(new URL('./offer-matrix.js', import.meta.url), 'utf8');

/** A page of many peer connections, beside the server that they offer to. */
export class OfferPage implements AsyncDisposable {
  private resolveReport: (results: Record<string, string>) => void = () => undefined;
  /** What became of each offer, by its name; `plays` where all went well. */
  readonly results = new Promise<Record<string, string>>((resolve) => (this.resolveReport = resolve));
  readonly url: string;

  private constructor(private readonly server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** @param hostUrl where offers go, with a slash at the end */
  static async start(hostUrl: string): Promise<OfferPage> {
    const server = createServer((request, response) => {
      page.serve(hostUrl, request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = new OfferPage(server);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(hostUrl: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = { 'Content-Type': 'application/json' };
    if (request.url === '/offer') {
      const body = await text(request);
      const answer = await fetch(new URL('offer', hostUrl), { method: 'POST', headers: json, body });
      response.writeHead(answer.status, json).end(await answer.text());
    } else if (request.url === '/report') {
      this.resolveReport(JSON.parse(await text(request)) as Record<string, string>);
      response.writeHead(204).end();
    } else {
      const html = `<!doctype html><title>Offers</title><body><script>${script}</script>`;
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
    }
  }
}
