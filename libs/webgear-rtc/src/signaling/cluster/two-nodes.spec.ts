import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectedPeer, FakePeerManager } from '../../../../../test/support/fake-peer-manager.js';
import { adapters, temporaryFolder, UnitHost } from '../../../../../test/support/unit-host.js';
import { ClusterNodes } from '../../cluster/cluster-nodes.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ClusterOptions } from '../../options/cluster-options.interface.js';
import { createSessionToken } from '../../peers/session-token.js';
import { InMemoryBroker, type InMemoryConnection } from '../../testing/in-memory-broker.js';
import { until } from '../../testing/until.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

const servers = 'nats://broker';
const offer = JSON.stringify({ type: 'offer', sdp: 'v=0' });
const json = 'application/json';
const fragment = 'a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\n';
const fragmentType = 'application/trickle-ice-sdpfrag';

type Adapter = (typeof adapters)[number];

interface Node {
  readonly host: UnitHost;
  readonly connection: InMemoryConnection;
  readonly nodes: ClusterNodes;
  readonly id: string;
}

describe('two nodes of a cluster', () => {
  const folder = temporaryFolder();
  let broker: InMemoryBroker;
  let started: Node[];

  beforeEach(() => {
    broker = new InMemoryBroker();
    started = [];
  });

  afterEach(async () => {
    for (const { host } of started) await host[Symbol.asyncDispose]();
  });

  /** A node that has one session, whose token names it as those of the product do. */
  async function start(
    cluster: Partial<ClusterOptions> = {},
    others = {},
    adapter: Adapter = 'express',
  ): Promise<Node> {
    const connection = broker.connect();
    const peers = new FakePeerManager();
    const host = await UnitHost.start({
      adapter,
      imports: [
        WebGearRtcModule.forRoot({
          streams: { front: { source: 'test:' } },
          customDataLocation: folder.path,
          cluster: { servers, role: 'origin', ...cluster },
          ...others,
        }),
      ],
      peers,
      connectToBroker: () => Promise.resolve(connection),
    });
    const nodes = host.app.get(ClusterNodes);
    const id = nodes.own?.node ?? '';
    peers.secret = createSessionToken(id);
    const node = { host, connection, nodes, id };
    started.push(node);
    return node;
  }

  const acquainted = (...all: Node[]): Promise<void> =>
    until('the nodes to know each other', () =>
      all.every(({ nodes }) => nodes.others.length === all.length - 1),
    );

  const post = (host: UnitHost, path: string, type: string, body: string): Promise<Response> =>
    fetch(`${host.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': type, Origin: 'https://pages.example' },
      body,
      redirect: 'manual',
    });

  test.each(adapters)('a full one under %s redirects offers to the other with its query', async (adapter) => {
    const allowedOrigins = ['https://pages.example'];
    const full = await start({ placement: 'redirect' }, { allowedOrigins }, adapter);
    const idle = await start({ publicUrl: 'https://edge-2.example/cams' });
    await acquainted(full, idle);
    full.host.peers.refusal = new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: 1, retryAfterSeconds: 5 });
    const sent = await post(full.host, '/front/offer?token=a.b', json, offer);
    expect([sent.status, sent.headers.get('location')]).toEqual([
      307,
      'https://edge-2.example/cams/front/offer?token=a.b&placed=1',
    ]);
    expect(sent.headers.get('access-control-allow-origin')).toBe('https://pages.example');
    expect(sent.headers.get('cache-control')).toBe('no-store');
    const whep = await post(full.host, '/front/whep', 'application/sdp', 'v=0');
    expect([whep.status, whep.headers.get('location')]).toEqual([
      307,
      'https://edge-2.example/cams/front/whep?placed=1',
    ]);
    const again = await post(full.host, '/front/offer?placed=1', json, offer);
    expect([again.status, await again.text()]).toEqual([503, expect.stringContaining('WGR_TOO_MANY_PEERS')]);
    expect((await post(idle.host, '/front/offer?placed=1', json, offer)).status).toBe(200);
  });

  test.each([
    ['the other has no public URL', { placement: 'redirect' }, {}],
    ['it is not to redirect', {}, { publicUrl: 'https://edge-2.example/' }],
  ] as const)('a full one refuses when %s', async (_name, one, other) => {
    const [full, idle] = [await start(one), await start(other)];
    await acquainted(full, idle);
    full.host.peers.refusal = new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: 1, retryAfterSeconds: 5 });
    expect((await post(full.host, '/front/offer', json, offer)).status).toBe(503);
  });

  test.each(adapters)('an edge under %s redirects what the origin alone has to it, once', async (adapter) => {
    const publicUrl = 'https://origin.example/cams';
    const origin = await start({ publicUrl });
    const edge = await start({ role: 'edge' }, { streams: {}, path: 'here' }, adapter);
    await acquainted(origin, edge);
    const get = (route: string, method = 'GET'): Promise<Response> =>
      fetch(`${edge.host.url}/here/front/${route}`, { method, redirect: 'manual' });
    await until('the stream of the origin', async () => (await get('state')).status === 200);
    const at = async (route: string): Promise<unknown[]> => {
      const { status, headers } = await get(route);
      return [status, headers.get('location')];
    };
    for (const [route, location] of [
      ['snapshot.jpg', 'snapshot.jpg?placed=1'],
      ['stream.mjpeg?viewer=abcdefgh', 'stream.mjpeg?viewer=abcdefgh&placed=1'],
      ['clip.mp4?seconds=3', 'clip.mp4?seconds=3&placed=1'],
      ['recording.mp4?start=2026-11-26T12:00:00Z', 'recording.mp4?start=2026-11-26T12%3A00%3A00Z&placed=1'],
      ['segments', 'segments?placed=1'],
      ['segments/one.mp4', 'segments/one.mp4?placed=1'],
    ] as const) {
      expect(await at(route)).toEqual([307, `${publicUrl}/front/${location}`]);
    }
    for (const route of ['snapshot.jpg?placed=1', 'stream.mjpeg?placed=1', 'segments?placed=1']) {
      const refused = await get(route);
      expect([refused.status, await refused.text()]).toEqual([
        409,
        expect.stringContaining('WGR_STREAM_ELSEWHERE'),
      ]);
    }
  });

  test('an edge refuses what the origin alone has where the address of the origin is not known', async () => {
    const [origin, edge] = [await start({}), await start({ role: 'edge' }, { streams: {} })];
    await acquainted(origin, edge);
    const get = (route: string): Promise<Response> =>
      fetch(`${edge.host.url}/front/${route}`, { redirect: 'manual' });
    await until('the stream of the origin', async () => (await get('state')).status === 200);
    expect((await get('snapshot.jpg')).status).toBe(409);
    expect((await get('stream.mjpeg')).status).toBe(409);
  });

  test('the state of a stream has the nodes and their load', async () => {
    const one = await start({ publicUrl: 'https://edge-1.example/' }, { maxPeers: 4 });
    const two = await start({});
    // Viewers of MJPEG take no place of others.
    one.host.peers.watching = [connectedPeer, { ...connectedPeer, mode: 'mjpeg', codec: 'mjpeg' }];
    await acquainted(one, two);
    const { nodes } = (await (await fetch(`${one.host.url}/front/state`)).json()) as { nodes: object[] };
    expect(nodes).toEqual([
      expect.objectContaining({
        id: one.id,
        url: 'https://edge-1.example/front/',
        viewers: 1,
        capacity: 4,
        load: expect.any(Number),
      }),
      expect.objectContaining({ id: two.id, viewers: 0 }),
    ]);
    expect(nodes[1]).not.toHaveProperty('url');
  });

  test.each(adapters)(
    'requests for a session reach the node that has it under %s, whichever is asked',
    async (adapter) => {
      const [asked, has] = [await start({}, {}, adapter), await start({}, {}, adapter)];
      await acquainted(asked, has);
      const whep = await post(has.host, '/front/whep', 'application/sdp', 'v=0\r\na=ice-ufrag:old\r\n');
      expect(whep.headers.get('location')).toBe(`whep/${has.host.peers.secret}`);
      const path = `/front/whep/${has.host.peers.secret}`;
      const patch = (ifMatch: string): Promise<Response> =>
        fetch(`${asked.host.url}${path}`, {
          method: 'PATCH',
          headers: { 'Content-Type': fragmentType, 'If-Match': ifMatch },
          body: fragment,
        });
      const wrong = await patch('"other"');
      expect([wrong.status, await wrong.text()]).toEqual([
        412,
        expect.stringContaining('WGR_SESSION_CHANGED'),
      ]);
      const restarted = await patch(whep.headers.get('etag') ?? '');
      expect([restarted.status, restarted.headers.get('content-type')]).toEqual([200, fragmentType]);
      expect(await restarted.text()).toContain('a=ice-ufrag:ours1');
      expect(restarted.headers.get('etag')).toMatch(/^"/);
      expect(has.host.peers.restarts).toMatchObject([{ usernameFragment: 'abcd' }]);

      const body = JSON.stringify({ sessionToken: has.host.peers.secret, rung: 'half' });
      const quality = await post(asked.host, '/front/quality', json, body);
      expect([quality.status, await quality.json()]).toEqual([
        200,
        expect.objectContaining({ rung: 'half' }),
      ]);
      expect(has.host.peers.preferences).toEqual([{ rung: 'half' }]);

      const deleted = await fetch(`${asked.host.url}${path}`, { method: 'DELETE' });
      expect(deleted.status).toBe(200);
      await post(asked.host, '/front/close_connection', 'text/plain', body);
      expect(has.host.peers.closedTokens).toEqual([has.host.peers.secret, has.host.peers.secret]);
      expect(asked.host.peers.closedTokens).toEqual([]);
    },
  );

  test('requests for sessions of nodes that are gone or unknown are answered with 404, of silent ones with 503', async () => {
    const [asked, has] = [await start(), await start()];
    await acquainted(asked, has);
    const ask = (token: string): Promise<Response> =>
      fetch(`${asked.host.url}/front/whep/${token}`, { method: 'DELETE' });
    const { secret } = has.host.peers;
    expect((await ask(createSessionToken('0123456789abcdef'))).status).toBe(404);
    expect((await ask(createSessionToken(has.id))).status).toBe(404);
    has.connection.setConnected(false);
    const silent = await ask(secret);
    expect([silent.status, silent.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await silent.text()).toContain('WGR_NODE_UNREACHABLE');
    has.connection.setConnected(true);
    has.nodes.close();
    await until('the node to be gone', () => asked.nodes.others.length === 0);
    expect((await ask(secret)).status).toBe(404);
    asked.connection.setConnected(false);
    expect((await ask(secret)).status).toBe(503);
    const close = await post(
      asked.host,
      '/front/close_connection',
      'text/plain',
      `{"sessionToken":"${secret}"}`,
    );
    expect([close.status, await close.text()]).toEqual([200, 'OK']);
  });

  test('hostile messages change nothing and are not answered, and no answer becomes a page', async () => {
    const [asked, has] = [await start(), await start()];
    await acquainted(asked, has);
    const hostile = broker.connect();
    for (const data of ['', '{}', '[', '{"operation":"quality","sessionToken":1}', 'x'.repeat(300_000)]) {
      hostile.publish(`wgr.n1.default.${has.id}.rq`, Buffer.from(data));
      hostile.publish(`wgr.n1.default.${has.id}.hb`, Buffer.from(data));
    }
    const impostor = { node: has.id, load: { viewers: 0, capacity: 1, cpu: 0, loopDelayMs: 0 }, named: true };
    for (const url of ['javascript:alert(1)/', 'https://a\r\nb/', 'https://user@host/', 'https://host/?x']) {
      hostile.publish(
        `wgr.n1.default.${has.id}.hb`,
        Buffer.from(JSON.stringify({ ...impostor, streams: ['front'], url })),
      );
    }
    hostile.publish(
      'wgr.n1.default.0123456789abcdef.hb',
      Buffer.from(JSON.stringify({ ...impostor, streams: [] })),
    );
    hostile.subscribe('wgr.n1.default.fedcba9876543210.rq', (message) =>
      message.respond(
        Buffer.from(
          JSON.stringify({
            status: 200,
            body: '<script>',
            headers: { 'Content-Type': 'text/html', 'Set-Cookie': 'a' },
          }),
        ),
      ),
    );
    const answer = await fetch(`${asked.host.url}/front/whep/${createSessionToken('fedcba9876543210')}`, {
      method: 'DELETE',
    });
    expect(answer.status).toBe(503);
    expect(asked.nodes.others).toHaveLength(1);
    expect(asked.nodes.others[0]?.url).toBeUndefined();
    expect(has.host.peers.preferences).toEqual([]);
  });
});
