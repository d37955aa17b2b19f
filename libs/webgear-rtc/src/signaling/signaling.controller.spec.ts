import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { RegistrationSettings, WebGearRtcOptions } from '../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';

const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });

describe.each(adapters)('signalling under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  async function start(options: RegistrationSettings = {}, bodyParser = true): Promise<void> {
    const stated = { source: 'test:', customDataLocation: folder.path, ...options };
    const imports = [WebGearRtcModule.forRoot(stated as WebGearRtcOptions)];
    host = await UnitHost.start({ adapter, imports, bodyParser });
  }

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('answers an offer with 200, the answer, a public id and a secret', async () => {
    await start();
    const answer = await host.post('/offer', 'application/json; charset=utf-8', offer);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      sdp: 'v=0 answer',
      type: 'answer',
      peerId: 'peer-1',
      sessionToken: 'secret-1',
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(host.peers.offers).toEqual([
      { sdp: 'v=0 offer', remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' },
    ]);
  });

  it('forwards the token of the previous session', async () => {
    await start();
    const body = JSON.stringify({ type: 'offer', sdp: 'v=0', previousSessionToken: 'secret-0', other: 1 });
    await host.post('/offer', 'application/json', body);
    expect(host.peers.offers).toMatchObject([{ sdp: 'v=0', previousSessionToken: 'secret-0' }]);
    expect(host.peers.offers[0]).not.toHaveProperty('other');
  });

  it('reads the body itself if the host has no parser', async () => {
    await start({}, false);
    expect((await host.post('/offer', 'application/json', offer)).status).toBe(200);
    expect(host.peers.offers).toHaveLength(1);
  });

  it.each([
    ['no JSON', 'application/json', '{"type":', 400, 'WGR_BODY_MALFORMED'],
    // Express's parser turns it into an empty object, so the code depends on the adapter.
    ['an empty body', 'application/json', '', 400, 'WGR_'],
    ['JSON that is no object', 'application/json', '7', 400, 'WGR_OFFER_INVALID'],
    ['null', 'application/json', 'null', 400, 'WGR_OFFER_INVALID'],
    ['a list', 'application/json', '[]', 400, 'WGR_OFFER_INVALID'],
    ['an answer', 'application/json', '{"type":"answer","sdp":"v=0"}', 400, 'WGR_OFFER_INVALID'],
    ['no SDP', 'application/json', '{"type":"offer"}', 400, 'WGR_OFFER_INVALID'],
    ['an SDP that is no text', 'application/json', '{"type":"offer","sdp":{}}', 400, 'WGR_OFFER_INVALID'],
    ['an empty SDP', 'application/json', '{"type":"offer","sdp":" "}', 400, 'WGR_OFFER_INVALID'],
    ['another content type', 'application/sdp', 'v=0', 415, 'WGR_BODY_TYPE_UNSUPPORTED'],
    ['a form', 'application/x-www-form-urlencoded', 'type=offer&sdp=v', 415, 'WGR_BODY_TYPE_UNSUPPORTED'],
    ['plain text', 'text/plain', offer, 415, 'WGR_BODY_TYPE_UNSUPPORTED'],
    ['an unknown charset', 'application/json; charset=x-unknown', offer, 415, 'WGR_BODY_TYPE_UNSUPPORTED'],
    ['more than 64 KiB', 'application/json', big(70_000), 413, 'WGR_BODY_TOO_LARGE'],
    ['far more', 'application/json', big(3_000_000), 413, 'WGR_BODY_TOO_LARGE'],
    ['far more of another type', 'text/plain', big(3_000_000), 413, 'WGR_BODY_TOO_LARGE'],
  ])('refuses %s with a code and a message', async (_name, contentType, body, status, code) => {
    await start();
    const answer = await host.post('/offer', contentType, body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(code)]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.text)).toMatchObject({
      status,
      instance: '/offer',
      code: expect.any(String),
      message: expect.stringMatching(/^[A-Z].+\.$/),
    });
    expect(host.peers.offers).toHaveLength(0);
  });

  it('refuses a chunked body over the limit', async () => {
    await start();
    const body = new Blob([big(90_000)]).stream();
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, duplex: 'half' };
    expect((await host.request('/offer', init as RequestInit)).status).toBe(413);
  });

  it('sends Retry-After when all places are taken', async () => {
    await start();
    host.peers.refusal = new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: 3, retryAfterSeconds: 4.2 });
    const answer = await host.post('/offer', 'application/json', offer);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'WGR_TOO_MANY_PEERS',
      retryAfterSeconds: 5,
      message: host.peers.refusal.message,
    });
  });

  it('hides paths of the server unless logging is on', async () => {
    await start();
    host.peers.refusal = new WebGearRtcError('WGR_SOURCE_NOT_FOUND', { source: '/srv/secret.mp4' });
    const answer = await host.post('/offer', 'application/json', offer);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret');
    expect(answer.text).toContain('WGR_SOURCE_NOT_FOUND');
  });

  it('closes exactly the viewer whose token it gets, for any content type', async () => {
    await start();
    for (const contentType of ['application/json', 'text/plain;charset=UTF-8']) {
      const answer = await host.post('/close_connection', contentType, '{"sessionToken":"secret-1"}');
      expect([answer.status, answer.text]).toEqual([200, 'OK']);
    }
    expect(host.peers.closedTokens).toEqual(['secret-1', 'secret-1']);
    expect(host.peers.closedStreams).toBe(0);
  });

  it.each([
    ['text/plain', '1'],
    ['application/json', '1'],
    ['application/x-www-form-urlencoded', '1'],
    ['application/json', '{}'],
    ['application/json', '0'],
  ])('closes no viewer without a token in broadcast mode (%s, %s)', async (contentType, body) => {
    await start();
    const answer = await host.post('/close_connection', contentType, body);
    expect([answer.status, answer.text]).toEqual([200, 'DISABLED']);
    expect(host.peers.closedStreams).toBe(0);
  });

  it.each([
    ['text/plain', '1', 1],
    ['application/json', '1', 1],
    ['application/x-www-form-urlencoded', '1', 1],
    ['text/plain', '', 1],
    ['text/plain', '0', 0],
    ['application/json', '0', 0],
    ['application/x-www-form-urlencoded', '0', 0],
  ])(
    'in single-viewer mode closes the session, but none on 0 (%s, "%s")',
    async (contentType, body, closed) => {
      await start({ enableLiveBroadcast: false });
      const answer = await host.post('/close_connection', contentType, body);
      expect([answer.status, answer.text]).toEqual([200, 'OK']);
      expect(host.peers.closedStreams).toBe(closed);
    },
  );

  it('sets its security headers and no CORS header', async () => {
    await start();
    const { headers } = await host.post('/offer', 'application/json', offer);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

function big(length: number): string {
  return JSON.stringify({ type: 'offer', sdp: 'v'.repeat(length) });
}
