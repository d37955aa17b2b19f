import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { whepAddress } from '../../sources/whep/whep-address.js';
import { WhepClient } from './whep-client.js';

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** An HTTP server that answers by script. */
class StubServer {
  readonly requests: Request[] = [];
  port = 0;

  private constructor(private readonly server: Server) {}

  static async start(
    answer: (request: Request, response: ServerResponse, count: number) => void,
  ): Promise<StubServer> {
    const server = createServer((request: IncomingMessage, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        const { method, url, headers } = request;
        const read = { method, url, authorization: headers.authorization, body };
        stub.requests.push(read);
        answer(read, response, stub.requests.length);
      });
    });
    const stub = new StubServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stub.port = (server.address() as AddressInfo).port;
    return stub;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const servers: StubServer[] = [];

async function start(...answer: Parameters<typeof StubServer.start>): Promise<StubServer> {
  const server = await StubServer.start(...answer);
  servers.push(server);
  return server;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const sdp = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n';
const created = (response: ServerResponse, headers: Record<string, string> = {}): void =>
  void response.writeHead(201, { 'Content-Type': 'application/sdp', ...headers }).end(sdp);
const never = new AbortController().signal;
const clientOf = (port: number, credentials = '', nowMs?: () => number): WhepClient =>
  new WhepClient(whepAddress(`whep://${credentials}127.0.0.1:${port}/cam/whep`), nowMs);

describe('an offer', () => {
  it('is answered, and its session ended where the server has put it', async () => {
    const server = await start(({ method }, response) =>
      method === 'POST' ? created(response, { Location: '/session/7', ETag: '"1"' }) : response.end(),
    );
    const session = await clientOf(server.port, 's3cret@').offer('the offer', never);
    expect(session.sdp).toBe(sdp);
    await session.end();
    expect(server.requests).toEqual([
      { method: 'POST', url: '/cam/whep', authorization: 'Bearer s3cret', body: 'the offer' },
      { method: 'DELETE', url: '/session/7', authorization: 'Bearer s3cret', body: '' },
    ]);
  });

  it.each([
    ['http://127.0.0.1:PORT/s', '/s'],
    ['s', '/cam/s'],
    ['?s=1', '/cam/whep?s=1'],
  ])('has its session at %s', async (location, path) => {
    const server = await start(({ method }, response) =>
      method === 'POST'
        ? created(response, { Location: location.replace('PORT', String(server.port)) })
        : response.end(),
    );
    await (await clientOf(server.port).offer('', never)).end();
    expect(server.requests[1]).toMatchObject({ method: 'DELETE', url: path });
  });

  it('is answered without a Location, and its session cannot be ended then', async () => {
    const server = await start((_request, response) => created(response));
    await (await clientOf(server.port).offer('', never)).end();
    expect(server.requests).toHaveLength(1);
  });

  it('follows redirects that keep it, and takes the token along to the same origin alone', async () => {
    const other = await start((_request, response) => created(response, { Location: '/s' }));
    const server = await start(({ url }, response) => {
      const target = url === '/cam/whep' ? '/moved' : `http://127.0.0.1:${other.port}/elsewhere`;
      response.writeHead(url === '/cam/whep' ? 308 : 307, { Location: target }).end();
    });
    const session = await clientOf(server.port, 's3cret@').offer('the offer', never);
    await session.end();
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      'Bearer s3cret',
      'Bearer s3cret',
    ]);
    expect(other.requests).toMatchObject([
      { method: 'POST', url: '/elsewhere', authorization: undefined, body: 'the offer' },
      { method: 'DELETE', url: '/s', authorization: undefined },
    ]);
  });

  it.each<[string, (response: ServerResponse) => void, string, RegExp]>([
    ['401', (r) => r.writeHead(401).end(), 'WGR_SOURCE_HTTP_ERROR', /401[^]*requires a token/],
    ['403', (r) => r.writeHead(403).end(), 'WGR_SOURCE_HTTP_ERROR', /403/],
    ['404', (r) => r.writeHead(404).end(), 'WGR_SOURCE_HTTP_ERROR', /404.*path/],
    ['405', (r) => r.writeHead(405).end(), 'WGR_SOURCE_HTTP_ERROR', /no WHEP endpoint/],
    ['406', (r) => r.writeHead(406).end('v=0\r\n'), 'WGR_SOURCE_HTTP_ERROR', /codecs/],
    ['302', (r) => r.writeHead(302, { Location: '/a' }).end(), 'WGR_SOURCE_HTTP_ERROR', /loses the offer/],
    ['500', (r) => r.writeHead(500).end(), 'WGR_SOURCE_HTTP_ERROR', /log/],
    ['a loop', (r) => r.writeHead(307, { Location: '/a' }).end(), 'WGR_SOURCE_UNREACHABLE', /loop/],
    ['ftp', (r) => r.writeHead(307, { Location: 'ftp://a/' }).end(), 'WGR_SOURCE_UNREACHABLE', /ftp:/],
    ['HTML', (r) => r.writeHead(201).end('<html>'), 'WGR_SOURCE_UNSUPPORTED', /not SDP/],
    ['nothing', (r) => r.writeHead(201).end(), 'WGR_SOURCE_UNSUPPORTED', /not SDP/],
    [
      'a giant body',
      (r) => void r.writeHead(201).end('v=0'.repeat(200_000)),
      'WGR_SOURCE_UNREACHABLE',
      /more than a session description/,
    ],
    ['an early end', (r) => r.destroy(), 'WGR_SOURCE_UNREACHABLE', /closes the connection/],
    [
      'half an answer',
      (r) => {
        r.writeHead(201, { 'Content-Length': '1000' }).write('v=0');
        setImmediate(() => r.destroy());
      },
      'WGR_SOURCE_UNREACHABLE',
      /closes the connection/,
    ],
  ])('that is answered with %s fails, and the error says why', async (_name, answer, code, message) => {
    const server = await start((_request, response) => answer(response));
    await expect(clientOf(server.port).offer('', never)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('to where nobody listens is refused', async () => {
    const server = await start(() => undefined);
    server.close();
    await expect(clientOf(server.port).offer('', never)).rejects.toMatchObject({
      code: 'WGR_SOURCE_REFUSED',
    });
  });

  it('names no credentials in errors', async () => {
    const server = await start((_request, response) => response.writeHead(401).end());
    const failure = await clientOf(server.port, 's3cret@')
      .offer('', never)
      .catch((error: unknown) => String(error));
    expect(failure).toMatch(/Check the token/);
    expect(failure).not.toContain('s3cret');
  });

  it('waits as long as the server asks for, within bounds', async () => {
    let nowMs = 0;
    const server = await start((_request, response, count) => {
      if (count === 3) return created(response);
      response.writeHead(409, { 'Retry-After': count === 1 ? '5' : '100000' }).end();
    });
    const client = clientOf(server.port, '', () => nowMs);
    await expect(client.offer('', never)).rejects.toMatchObject({ code: 'WGR_SOURCE_HTTP_ERROR' });
    expect(client.waitMs).toBe(5_000);
    nowMs = 5_000;
    expect(client.waitMs).toBe(0);
    await expect(client.offer('', never)).rejects.toThrow(/Nobody publishes/);
    expect(client.waitMs).toBe(60_000);
    await client.offer('', never);
  });

  it('that is no longer wanted ends at once', async () => {
    const server = await start(() => undefined);
    const abort = new AbortController();
    const offering = clientOf(server.port).offer('', abort.signal);
    setTimeout(() => abort.abort(new Error('stopped')), 20);
    await expect(offering).rejects.toThrow('stopped');
  });
});
