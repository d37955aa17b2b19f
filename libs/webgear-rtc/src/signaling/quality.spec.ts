import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import type { RegistrationSettings, WebGearRtcOptions } from '../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';

const json = 'application/json';
const token = { sessionToken: 'secret-1' };

describe.each(adapters)('the quality of a session under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  async function start(options: RegistrationSettings = {}, bodyParser = true, prefix = ''): Promise<void> {
    const stated = { source: 'test:', customDataLocation: folder.path, ...options };
    if (options.streams !== undefined) stated.source = undefined as never;
    const imports = [WebGearRtcModule.forRoot(stated as WebGearRtcOptions)];
    const configure = (app: UnitHost['app']): void => void (prefix !== '' && app.setGlobalPrefix(prefix));
    host = await UnitHost.start({ adapter, imports, bodyParser, configure });
  }

  const post = (body: unknown, path = '/quality'): ReturnType<UnitHost['post']> =>
    host.post(path, json, JSON.stringify(body));

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it.each([true, false])('is changed and reported, with a parser of the host: %s', async (bodyParser) => {
    await start({}, bodyParser);
    const wanted = { maxHeight: 360, hidden: false, rung: 'half' };
    const answer = await post({ ...token, ...wanted, remoteAddress: 'x' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    // Neither address nor id: a page needs none.
    expect(JSON.parse(answer.text)).toEqual({
      rung: 'half',
      rungs: [
        { rung: 'full', width: 1280, height: 720, bitrateBps: 2_000_000 },
        { rung: 'half', width: 640, height: 360, bitrateBps: 800_000 },
      ],
      estimateBps: 1_000_000,
      targetBps: 800_000,
      fractionLost: 0.25,
      roundTripTimeMs: 40,
      queueMs: 12,
      freezes: 1,
      tooSlow: false,
    });
    expect(host.peers.preferences).toEqual([wanted]);
  });

  it('is only reported when nothing is wanted, and null removes a pin', async () => {
    await start();
    expect((await post(token)).status).toBe(200);
    expect((await post({ ...token, rung: null })).status).toBe(200);
    expect(host.peers.preferences).toEqual([{}, { rung: null }]);
  });

  it('is below the name of each stream and the prefix of the application', async () => {
    await start({ streams: { front: { source: 'test:' } } }, true, 'api');
    expect((await post(token, '/api/front/quality')).status).toBe(200);
    expect((await post(token, '/api/back/quality')).status).toBe(404);
    expect((await post(token, '/front/quality')).status).toBe(404);
    expect(host.peers.preferences).toHaveLength(1);
  });

  it.each([
    ['an unknown token', { sessionToken: 'secret-2' }],
    ['an empty token', { sessionToken: '' }],
    ['a token of 10,000 letters', { sessionToken: 'x'.repeat(10_000) }],
    ['the public id', { sessionToken: 'peer-1', rung: 'full' }],
    ['the name of a field', { sessionToken: '__proto__' }],
  ])('answers %s with 404, always in the same way', async (_name, body) => {
    await start();
    const answer = await post(body);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      404,
      {
        code: 'WGR_SESSION_UNKNOWN',
        message: 'There is no session with this token. Send an offer to begin one.',
      },
    ]);
    expect(host.peers.preferences).toEqual([]);
  });

  it.each([
    ['no token', {}],
    ['a token that is no text', { sessionToken: 1 }],
    ['a token in a list', { sessionToken: ['secret-1'] }],
    ['a list', [token]],
    ['a number', 7],
    ['null', null],
    ['a height of nothing', { ...token, maxHeight: 0 }],
    ['a negative height', { ...token, maxHeight: -1 }],
    ['half a pixel', { ...token, maxHeight: 0.5 }],
    ['a height beyond any screen', { ...token, maxHeight: 1e9 }],
    ['a height that is text', { ...token, maxHeight: '720' }],
    ['a height of null', { ...token, maxHeight: null }],
    ['a height in an object', { ...token, maxHeight: { valueOf: 1 } }],
    ['hidden as text', { ...token, hidden: 'true' }],
    ['hidden as a number', { ...token, hidden: 1 }],
    ['a rung without a name', { ...token, rung: '' }],
    ['a rung that is a number', { ...token, rung: 0 }],
    ['a rung in a list', { ...token, rung: ['full'] }],
    ['a rung of 65 letters', { ...token, rung: 'x'.repeat(65) }],
  ])('refuses %s', async (_name, body) => {
    await start();
    const answer = await post(body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('WGR_QUALITY_INVALID')]);
    expect(JSON.parse(answer.text)).toMatchObject({
      status: 400,
      code: expect.any(String),
      message: expect.stringMatching(/^T.+\.$/),
    });
    expect(host.peers.preferences).toEqual([]);
  });

  it.each([
    ['no JSON', json, '{"sessionToken":', 400, 'WGR_BODY_MALFORMED'],
    ['JSON of great depth', json, '['.repeat(30_000), 400, 'WGR_BODY_MALFORMED'],
    ['a NUL', json, '\0', 400, 'WGR_BODY_MALFORMED'],
    ['another content type', 'text/plain', '{"sessionToken":"secret-1"}', 415, 'WGR_BODY_TYPE_UNSUPPORTED'],
    [
      'a form',
      'application/x-www-form-urlencoded',
      'sessionToken=secret-1',
      415,
      'WGR_BODY_TYPE_UNSUPPORTED',
    ],
    ['a charset', 'application/json; charset=utf-16', '{}', 415, 'WGR_BODY_TYPE_UNSUPPORTED'],
    [
      'more than 64 KiB',
      json,
      JSON.stringify({ sessionToken: 'x'.repeat(70_000) }),
      413,
      'WGR_BODY_TOO_LARGE',
    ],
    ['far more', json, JSON.stringify({ sessionToken: 'x'.repeat(3_000_000) }), 413, 'WGR_BODY_TOO_LARGE'],
  ])('refuses %s as an offer is refused', async (_name, contentType, body, status, code) => {
    await start();
    const answer = await host.post('/quality', contentType, body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(code)]);
    expect(host.peers.preferences).toEqual([]);
  });

  it('takes POST alone', async () => {
    await start();
    const answer = await host.request('/quality');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, expect.stringContaining('POST')]);
  });

  it('may be wanted with the offer, before the first frame', async () => {
    await start();
    const quality = { maxHeight: 180, hidden: true, rung: null };
    const offer = { type: 'offer', sdp: 'v=0', quality: { ...quality, other: 1 } };
    expect((await post(offer, '/offer')).status).toBe(200);
    expect(host.peers.offers).toMatchObject([{ sdp: 'v=0', quality }]);
    expect(host.peers.offers[0]?.quality).not.toHaveProperty('other');
  });

  it.each([[null], ['low'], [{ maxHeight: -1 }], [{ hidden: 0 }], [{ rung: 5 }]])(
    'refuses an offer with the quality %j',
    async (quality) => {
      await start();
      const answer = await post({ type: 'offer', sdp: 'v=0', quality }, '/offer');
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('WGR_OFFER_INVALID')]);
      expect(answer.text).toContain('quality');
      expect(host.peers.offers).toEqual([]);
    },
  );
});
