import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type ReadAnswer,
} from '../../../../../test/support/unit-host.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { RegistrationSettings, WebGearRtcOptions } from '../../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

const sdpType = 'application/sdp';
const trickleType = 'application/trickle-ice-sdpfrag';
const offer = 'v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdefghijkl\r\n';
const candidate = '1 1 udp 2130706431 192.0.2.7 50000 typ host';
const fragment = `a=ice-ufrag:abcd\r\na=mid:0\r\na=candidate:${candidate}\r\na=end-of-candidates\r\n`;

describe.each(adapters)('WHEP under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  async function start(options: RegistrationSettings = {}, bodyParser = true, prefix = ''): Promise<void> {
    const stated = { customDataLocation: folder.path, ...options };
    if (options.streams === undefined) stated.source = 'test:';
    const imports = [WebGearRtcModule.forRoot(stated as WebGearRtcOptions)];
    const configure = (app: UnitHost['app']): void => void (prefix !== '' && app.setGlobalPrefix(prefix));
    host = await UnitHost.start({ adapter, imports, bodyParser, configure });
  }

  /** Opens a session, and returns the answer and the path of the session. */
  async function open(path = '/whep'): Promise<{ answer: ReadAnswer; session: string; etag: string }> {
    const answer = await host.post(path, sdpType, offer);
    expect([answer.status, answer.text]).toEqual([201, 'v=0 answer']);
    const session = new URL(answer.headers.get('location') ?? '', answer.url).pathname;
    return { answer, session, etag: answer.headers.get('etag') ?? '' };
  }

  const patch = (session: string, body: string, headers: Record<string, string> = {}): Promise<ReadAnswer> =>
    host.request(session, { method: 'PATCH', headers: { 'Content-Type': trickleType, ...headers }, body });

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it.each([true, false])('answers an offer with 201, with a parser of the host: %s', async (bodyParser) => {
    await start({}, bodyParser);
    const { answer, session, etag } = await open();
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': sdpType,
      'cache-control': 'no-store',
      'accept-patch': trickleType,
      'x-content-type-options': 'nosniff',
    });
    expect(session).toBe('/whep/secret-1');
    expect(etag).toMatch(/^"[\w-]{16}"$/);
    expect(host.peers.offers).toEqual([
      { sdp: offer, requiresSource: true, remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' },
    ]);
  });

  it.each([
    ['a global prefix', {}, 'api', '/api/whep', '/api/whep/secret-1'],
    ['a named stream', { streams: { yard: { source: 'test:' } } }, '', '/yard/whep', '/yard/whep/secret-1'],
    ['a query', {}, '', '/whep?token=1', '/whep/secret-1'],
  ])('says where the session is, with %s', async (_name, options, prefix, path, session) => {
    await start(options, true, prefix);
    expect((await open(path)).session).toBe(session);
    expect((await patch(session, fragment)).status).toBe(204);
    expect((await host.request(session, { method: 'DELETE' })).status).toBe(200);
  });

  // Fastify takes addresses with a slash at the end only where an application says so.
  it.each([adapter === 'express' ? '/whep/' : '/whep'])('says where the session is, for %s', async (path) => {
    await start();
    expect((await open(path)).session).toBe('/whep/secret-1');
  });

  it.each(['GET', 'HEAD'])('says at %s that it is an endpoint, and starts nothing', async (method) => {
    await start();
    const answer = await host.request('/whep', { method });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/sdp/);
    expect(host.peers.offers).toEqual([]);
  });

  it('says at OPTIONS which methods and servers there are', async () => {
    const iceServers = [
      { urls: 'stun:stun.example.org' },
      { urls: ['turn:a.example.org', 'turns:b.example.org'], username: 'u"1', credential: 'p;w' },
    ];
    await start({ iceServers });
    const account = 'username="u\\"1"; credential="p;w"; credential-type="password"';
    const link =
      `<stun:stun.example.org>; rel="ice-server", <turn:a.example.org>; rel="ice-server"; ${account}, ` +
      `<turns:b.example.org>; rel="ice-server"; ${account}`;
    const answer = await host.request('/whep', { method: 'OPTIONS' });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-methods': 'OPTIONS, GET, HEAD, POST, PATCH, DELETE',
      'accept-post': sdpType,
      link,
    });
    const { session, answer: opened } = await open();
    expect(opened.headers.get('link')).toBe(link);
    const ofSession = await host.request(session, { method: 'OPTIONS' });
    expect([ofSession.status, ofSession.headers.get('accept-patch')]).toEqual([204, trickleType]);
  });

  it('lets pages of allowed origins read all it says, and no others', async () => {
    await start({ allowedOrigins: ['https://player.example'] });
    const from = (origin: string) => ({
      method: 'POST',
      headers: { Origin: origin, 'Content-Type': sdpType },
      body: offer,
    });
    const allowed = await host.request('/whep', from('https://player.example'));
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://player.example');
    for (const name of ['ETag', 'Link', 'Location', 'Retry-After', 'Accept-Post', 'Accept-Patch']) {
      expect(allowed.headers.get('access-control-expose-headers')).toContain(name);
    }
    const other = await host.request('/whep', from('https://other.example'));
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    for (const [path, method] of [
      ['/whep', 'OPTIONS'],
      ['/whep/secret-1', 'PATCH'],
    ] as const) {
      const preflight = await host.request(path, {
        method: 'OPTIONS',
        headers: { Origin: 'https://player.example', 'Access-Control-Request-Method': method },
      });
      expect(preflight.headers.get('access-control-allow-origin')).toBe('https://player.example');
      expect(preflight.headers.get('access-control-allow-methods')).toContain(method);
      // Says that it was answered before the guards.
      expect(preflight.headers.get('access-control-max-age')).toBe('7200');
    }
  });

  it.each([
    ['the ETag', (etag: string) => ({ 'If-Match': etag })],
    ['one of several', (etag: string) => ({ 'If-Match': `"other", ${etag}` })],
    ['*', () => ({ 'If-Match': '*' })],
    ['nothing, as some players do', () => ({})],
  ])('takes candidates with If-Match: %s', async (_name, headers) => {
    await start();
    const { session, etag } = await open();
    const answer = await patch(session, fragment, headers(etag) as Record<string, string>);
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([204, '', etag]);
    expect(host.peers.candidates).toEqual([candidate]);
  });

  it.each([
    [
      'a body that is no SDP type',
      'POST',
      '/whep',
      'application/json',
      '{"sdp":""}',
      415,
      'BODY_TYPE_UNSUPPORTED',
    ],
    ['an empty offer', 'POST', '/whep', sdpType, ' ', 400, 'SDP_INVALID'],
    ['an offer that is too large', 'POST', '/whep', sdpType, 'a'.repeat(70_000), 413, 'BODY_TOO_LARGE'],
    ['candidates as JSON', 'PATCH', '/whep/secret-1', 'application/json', '{}', 415, 'BODY_TYPE_UNSUPPORTED'],
    ['a fragment that is none', 'PATCH', '/whep/secret-1', trickleType, 'hello', 400, 'CANDIDATES_INVALID'],
    [
      'too many candidates',
      'PATCH',
      '/whep/secret-1',
      trickleType,
      `a=candidate:${candidate}\n`.repeat(65),
      400,
      'CANDIDATES_INVALID',
    ],
    ['candidates of nobody', 'PATCH', '/whep/secret-2', trickleType, fragment, 404, 'SESSION_UNKNOWN'],
    [
      'an ICE restart without If-Match',
      'PATCH',
      '/whep/secret-1',
      trickleType,
      'a=ice-ufrag:efgh\na=ice-pwd:x',
      428,
      'IF_MATCH_MISSING',
    ],
  ])('refuses %s', async (_name, method, path, contentType, body, status, code) => {
    await start();
    await open();
    const answer = await host.request(path, { method, headers: { 'Content-Type': contentType }, body });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(`WGR_${code}`)]);
    expect(host.peers.candidates).toEqual([]);
  });

  it.each([
    ['/whep', 'PUT', 'GET, HEAD, OPTIONS, POST'],
    ['/whep/secret-1', 'GET', 'PATCH, DELETE, OPTIONS'],
  ])('answers other methods of %s with 405', async (path, method, allow) => {
    await start();
    const answer = await host.request(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });

  it('restarts the ICE session of a player whose network has changed', async () => {
    await start();
    const { session, etag } = await open();
    const lines = ['a=ice-ufrag:efgh', 'a=ice-pwd:secret', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:0'];
    const restart = [...lines, `a=candidate:${candidate}`, ''].join('\r\n');
    const answer = await patch(session, restart, { 'If-Match': '*' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, trickleType]);
    expect(answer.text.split('\r\n')).toEqual([
      'a=ice-lite',
      'a=ice-ufrag:ours1',
      'a=ice-pwd:a password of ours',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'a=mid:0',
      'a=candidate:1 1 udp 2130706431 192.0.2.1 8189 typ host',
      'a=end-of-candidates',
      '',
    ]);
    expect(host.peers.restarts).toEqual([
      { usernameFragment: 'efgh', password: 'secret', candidates: [candidate] },
    ]);
    const restarted = answer.headers.get('etag') ?? '';
    expect(restarted).not.toBe(etag);
    expect((await patch(session, 'a=ice-ufrag:efgh\na=end-of-candidates', { 'If-Match': etag })).status).toBe(
      412,
    );
    expect(
      (await patch(session, 'a=ice-ufrag:efgh\na=end-of-candidates', { 'If-Match': restarted })).status,
    ).toBe(204);
    expect((await patch(session, 'a=ice-ufrag:ijkl', { 'If-Match': '*' })).status).toBe(400);
  });

  it('refuses a fragment for another state of the session with 412', async () => {
    await start();
    const { session } = await open();
    const answer = await patch(session, fragment, { 'If-Match': '"other"' });
    expect([answer.status, answer.text]).toEqual([412, expect.stringContaining('WGR_SESSION_CHANGED')]);
  });

  it.each([
    [503, new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: 1, retryAfterSeconds: 5 })],
    [503, new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds: 5 })],
    [409, new WebGearRtcError('WGR_STREAM_NOT_READY', { streamName: 'default', retryAfterSeconds: 5 })],
  ])('refuses with %i and Retry-After: %s', async (status, refusal) => {
    await start();
    host.peers.refusal = refusal;
    const answer = await host.post('/whep', sdpType, offer);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '5']);
    expect(JSON.parse(answer.text)).toMatchObject({ code: refusal.code });
  });

  it('refuses an offer without a codec of ours with 422, and one of another replaced viewer with 409', async () => {
    await start();
    host.peers.refusal = new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason: 'it has no VP8' });
    expect((await host.post('/whep', sdpType, offer)).status).toBe(422);
    host.peers.refusal = new WebGearRtcError('WGR_VIEWER_REPLACED', undefined);
    expect((await host.post('/whep', sdpType, offer)).status).toBe(409);
  });

  it('knows neither sessions of other routes nor streams without a name', async () => {
    await start({ streams: { yard: { source: 'test:' } } });
    expect((await host.request('/yard/whep/secret-1', { method: 'DELETE' })).status).toBe(404);
    expect(host.peers.closedTokens).toEqual([]);
    expect((await host.post('/hall/whep', sdpType, offer)).status).toBe(404);
  });

  it('restarts the ICE session of an offer, which has the same resource', async () => {
    await start();
    await host.post('/offer', 'application/json', JSON.stringify({ type: 'offer', sdp: offer }));
    const restarting = fragment.replace('ufrag:abcd', 'ufrag:efgh\r\na=ice-pwd:0123456789abcdefghijkl');
    const answer = await patch('/whep/secret-1', restarting, { 'If-Match': '*' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, trickleType]);
    expect(answer.text).toContain('a=ice-pwd:');
    expect(host.peers.restarts).toHaveLength(1);
    expect((await patch('/whep/secret-1', fragment.replace('abcd', 'efgh'))).status).toBe(204);
  });

  it('closes a session', async () => {
    await start();
    const { session } = await open();
    const closed = await host.request(session, { method: 'DELETE', headers: { 'If-Match': '"any"' } });
    expect([closed.status, closed.text]).toEqual([200, '']);
    expect(host.peers.closedTokens).toEqual(['secret-1']);
  });
});
