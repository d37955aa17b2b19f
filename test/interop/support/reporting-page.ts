import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const reporter = readFileSync(new URL('./firefox-reporter.js', import.meta.url), 'utf8');

/** What a browser says is on its screen. */
export interface PageReport {
  readonly browser: string;
  /** Errors of the page's scripts. */
  readonly problems: readonly string[];
  readonly codec?: string;
  /** How many the browser has decoded. */
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly shades: number;
  readonly sound?: {
    readonly codec?: string;
    /** Effective value of what was decoded last, 0 to 1. */
    readonly level: number;
    readonly samples: number;
    /** Of these, samples that the browser made up. */
    readonly concealed: number;
  };
}

/** A server's own page, in front of which a script tells this process what the browser shows. */
export class ReportingPage implements Disposable {
  private latest: PageReport | undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param pageUrl the server's own address, with a slash at the end */
  static async start(pageUrl: string): Promise<ReportingPage> {
    const server = createServer((incoming, outgoing) => {
      page.serve(pageUrl, incoming, outgoing).catch(() => outgoing.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = new ReportingPage(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  }

  /** What the browser said last. */
  get report(): PageReport | undefined {
    return this.latest;
  }

  [Symbol.dispose](): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(pageUrl: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (incoming.url === '/report') {
      this.latest = JSON.parse(await text(incoming)) as PageReport;
      outgoing.writeHead(204).end();
    } else if (incoming.url === '/report.js') {
      outgoing.writeHead(200, { 'Content-Type': 'text/javascript' }).end(reporter);
    } else {
      pass(pageUrl, incoming, outgoing);
    }
  }
}

function pass(pageUrl: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url = '/' } = incoming;
  const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
  const forwarded = request(new URL(url, pageUrl), { method, headers }, (answer) => {
    const { 'content-length': _length, ...kept } = answer.headers;
    if (!kept['content-type']?.startsWith('text/html')) {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 500, kept);
    void text(answer).then((html) =>
      outgoing.end(html.replace('<head>', '<head><script src="/report.js"></script>')),
    );
  });
  forwarded.on('error', () => outgoing.destroy());
  incoming.pipe(forwarded);
}
