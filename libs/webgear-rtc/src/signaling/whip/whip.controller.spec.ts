import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { publisherOffer } from '../../../../../test/support/publisher-offer.js';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type ReadAnswer,
} from '../../../../../test/support/unit-host.js';
import type { RegistrationSettings, WebGearRtcOptions } from '../../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

const sdpType = 'application/sdp';
const trickleType = 'application/trickle-ice-sdpfrag';

describe.each(adapters)('WHIP under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  async function start(options: RegistrationSettings = {}): Promise<void> {
    const stated = { customDataLocation: folder.path, udpAddress: '127.0.0.1', ...options };
    if (options.streams === undefined) stated.source ??= 'whip:';
    host = await UnitHost.start({
      adapter,
      imports: [WebGearRtcModule.forRoot(stated as WebGearRtcOptions)],
    });
  }

  const post = (path = '/whip', sdp = publisherOffer, headers = {}): Promise<ReadAnswer> =>
    host.request(path, { method: 'POST', headers: { 'Content-Type': sdpType, ...headers }, body: sdp });

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('answers an offer, takes what follows it, and ends when it is asked to', async () => {
    await start();
    const answer = await post();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([201, sdpType]);
    expect(answer.headers.get('access-control-expose-headers')).toBeNull();
    const session = new URL(answer.headers.get('location') ?? '', answer.url).pathname;
    expect(session).toMatch(/^\/whip\/[\w-]{32}$/);
    const lines = answer.text.split('\r\n');
    // Of two simulcast layers the first; sound as it was offered; no data channel.
    expect(lines).toEqual(
      expect.arrayContaining([
        'a=group:BUNDLE 0 1',
        'a=rid:0 recv',
        'a=simulcast:recv 0',
        'a=rtpmap:96 H264/90000',
        'a=fmtp:97 apt=96',
        'a=rtcp-fb:96 transport-cc',
        'a=rtpmap:111 opus/48000/2',
        'a=setup:passive',
      ]),
    );
    expect(lines.filter((line) => line === 'a=recvonly')).toHaveLength(2);
    expect(lines).not.toContain('a=rtpmap:98 VP8/90000');

    const patch = (body: string, headers = {}): Promise<ReadAnswer> =>
      host.request(session, { method: 'PATCH', headers: { 'Content-Type': trickleType, ...headers }, body });
    const candidate = 'a=candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host';
    expect((await patch(`a=ice-ufrag:abcd\r\na=mid:0\r\n${candidate}\r\n`)).status).toBe(204);
    const restarted = await patch('a=ice-ufrag:efgh\r\na=ice-pwd:0123456789abcdefghijklmn\r\n', {
      'If-Match': answer.headers.get('etag') ?? '',
    });
    expect([restarted.status, restarted.headers.get('content-type')]).toEqual([200, trickleType]);
    expect(restarted.text).toMatch(/^a=ice-lite\r\na=ice-ufrag:/);
    expect(restarted.headers.get('etag')).not.toBe(answer.headers.get('etag'));

    const second = await post();
    expect([second.status, second.headers.get('retry-after')]).toEqual([409, '5']);
    expect(second.text).toContain('WGR_PUBLISHER_EXISTS');
    expect((await host.request(session, { method: 'DELETE' })).status).toBe(200);
    expect((await host.request(session, { method: 'DELETE' })).status).toBe(404);
    expect((await post()).status).toBe(201);
  });

  it.each([
    ['without a token', {}],
    ['with another token', { Authorization: 'Bearer other' }],
    ['with the token in another form', { Authorization: 'the token' }],
  ])('refuses an offer %s', async (_name, headers) => {
    await start({ publishToken: 'the-token' });
    const answer = await post('/whip', publisherOffer, headers);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(answer.text).toContain('WGR_PUBLISH_TOKEN_INVALID');
    expect((await post('/whip', publisherOffer, { Authorization: 'bearer the-token' })).status).toBe(201);
  });

  it.each([
    ['of nothing', ' ', 400, 'WGR_SDP_INVALID'],
    ['that only receives', publisherOffer.replaceAll('a=sendonly', 'a=recvonly'), 422, 'WGR_SDP_UNSUPPORTED'],
    ['without a codec of ours', publisherOffer.replace(/H264|VP8/g, 'MPV'), 422, 'WGR_SDP_UNSUPPORTED'],
    ['outside of a group', publisherOffer.replace(/a=group.*\r\n/, ''), 422, 'WGR_SDP_UNSUPPORTED'],
  ])('refuses an offer %s', async (_name, sdp, status, code) => {
    await start();
    const answer = await post('/whip', sdp);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(code)]);
    expect((await post()).status).toBe(201);
  });

  it('takes publishers where the source is theirs, and as often as is reasonable', async () => {
    await start({ streams: { studio: { source: 'whip:' }, yard: { source: 'test:' } } });
    const refused = await post('/yard/whip');
    expect([refused.status, refused.text]).toEqual([
      404,
      expect.stringContaining('WGR_PUBLISHING_UNSUPPORTED'),
    ]);
    const statuses: number[] = [];
    for (let request = 0; request < 12; request++) statuses.push((await post('/studio/whip')).status);
    expect([...new Set(statuses)]).toEqual([201, 409, 429]);
  });
});
