import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { requestWhepSession, type WhepAnswer } from '../support/post-offer.js';

const trickleType = 'application/trickle-ice-sdpfrag';
const sdpType = 'application/sdp';
const candidates = Array.from(
  { length: 64 },
  (_, at) => `a=candidate:${at} 1 udp ${at + 1} 192.0.2.${at} ${1024 + at} typ host`,
).join('\r\n');

afterAll(() => {
  // Ends the threads of the library, which would keep the process up.
  cleanup();
});

describe.each([
  ['a thread of its own', { threads: 1 }],
  ['the main thread with full ICE', { iceServers: [{ urls: 'stun:127.0.0.1:9' }] }],
])('a player that watches over WHEP, served in %s,', (_where, options) => {
  let host: HostApp;
  let viewer: LibDataChannelViewer;
  let its: WhepAnswer;

  beforeAll(async () => {
    host = await HostApp.start({
      source: 'test:bars2',
      resolution: [160, 120],
      frameSizeReduction: 0,
      udpAddress: '127.0.0.1',
      ...options,
    });
  }, 30_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    viewer = new LibDataChannelViewer('vp8');
    await viewer.connect(async (sdp) => {
      its = await requestWhepSession(host.url, sdp);
      return its.sdp;
    });
    await viewer.waitForFrames(5);
  }, 60_000);

  afterEach(async () => {
    // All that was asked has left it with its session and its video.
    const before = viewer.packets.length;
    await eventually(
      () => viewer.packets.length,
      (count) => count > before + 30,
      20_000,
    );
    expect(host.service.peers).toHaveLength(1);
    expect((await fetch(its.session, { method: 'DELETE' })).status).toBe(200);
    viewer[Symbol.dispose]();
  }, 30_000);

  const patch = async (
    body: string,
    headers: Record<string, string> = {},
    session = its.session,
  ): Promise<number> => {
    const response = await fetch(session, {
      method: 'PATCH',
      headers: { 'Content-Type': trickleType, ...headers },
      body,
    });
    await response.text();
    return response.status;
  };

  test('goes on under 100 fragments of 64 candidates each', async () => {
    for (let count = 0; count < 100; count++) expect(await patch(candidates)).toBe(204);
    expect(await patch(`${candidates}\r\n${candidates}`)).toBe(400);
  }, 60_000);

  test('goes on under ETags of every form', async () => {
    const forms: readonly (readonly [ifMatch: string, status: number])[] = [
      ['"', 412],
      ['W/"x"', 412],
      [`W/${its.etag}`, 412],
      [its.etag.slice(1, -1), 412],
      [its.etag.toLowerCase() === its.etag ? '"none"' : its.etag.toLowerCase(), 412],
      [', , ,', 412],
      [Array.from({ length: 1000 }, (_, at) => `"${at}"`).join(', '), 412],
      [`"${'x'.repeat(8000)}"`, 412],
      [`"a", ${its.etag}`, 204],
      ['*', 204],
    ];
    for (const [ifMatch, status] of forms) {
      expect([ifMatch.slice(0, 40), await patch('a=end-of-candidates', { 'If-Match': ifMatch })]).toEqual([
        ifMatch.slice(0, 40),
        status,
      ]);
    }
    // One that names another ICE session, as an ICE restart does, needs the right one.
    expect(await patch('a=ice-ufrag:evil\r\na=ice-pwd:0123456789abcdefghijkl')).toBe(428);
    expect(await patch('a=ice-ufrag:evil\r\na=ice-pwd:0123456789abcdefghijkl', { 'If-Match': '"x"' })).toBe(
      412,
    );
  }, 60_000);

  test('is not found by guessing', async () => {
    const token = its.session.slice(its.session.lastIndexOf('/') + 1);
    // More than 128 bits.
    expect(token).toMatch(/^[\w-]{32}$/);
    const changed = (at: number): string =>
      token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    const guesses = [
      ...[0, 15, 31].map(changed),
      token.slice(0, -1),
      `${token}=`,
      token.toUpperCase(),
      token.toLowerCase(),
      '__proto__',
      'constructor',
      '%00',
      '..%2f',
      'x'.repeat(4000),
    ].filter((guess) => guess !== token);
    for (const guess of guesses) {
      const session = new URL(`whep/${guess}`, host.url).href;
      expect([guess, (await fetch(session, { method: 'DELETE' })).status]).toEqual([guess, 404]);
      expect([guess, await patch(candidates, { 'If-Match': '*' }, session)]).toEqual([guess, 404]);
    }
  }, 60_000);

  test('goes on while others end sessions that there are not, again and again', async () => {
    const other = await requestWhepSession(host.url, await offerOf('vp8'));
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => (await fetch(other.session, { method: 'DELETE' })).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(49);
  }, 60_000);

  test.each([
    ['nothing', sdpType, '', 400],
    ['one byte', sdpType, 'v', 400],
    ['zeros', sdpType, '\0'.repeat(1000), 400],
    ['64 KiB of lines', sdpType, 'v=0\r\n'.repeat(13_107), 400],
    ['one byte more than is read', sdpType, 'v'.repeat(65_537), 413],
    ['1 MiB', sdpType, 'v'.repeat(2 ** 20), 413],
    ['JSON', 'application/json', '{"sdp":"v=0","type":"offer"}', 415],
    ['a form', 'application/x-www-form-urlencoded', 'sdp=v%3D0', 415],
  ])('goes on while others send %s', async (_what, contentType, body, status) => {
    for (let round = 0; round < 3; round++) {
      const headers = { 'Content-Type': contentType };
      const response = await fetch(new URL('whep', host.url), { method: 'POST', headers, body });
      expect([response.status, await response.text()]).toEqual([status, expect.stringContaining('WGR_')]);
    }
  });

  test('goes on, and others come in, while 50 bodies never end', async () => {
    const { hostname, port } = new URL(host.url);
    const sockets: Socket[] = [];
    try {
      for (let at = 0; at < 50; at++) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        const head = [`POST /whep HTTP/1.1`, `Host: ${hostname}`, `Content-Type: ${sdpType}`];
        socket.write([...head, 'Content-Length: 60000', '', 'v=0'].join('\r\n'));
        sockets.push(socket);
      }
      const startedAtMs = performance.now();
      using other = new LibDataChannelViewer('vp8');
      let session = '';
      await other.connect(async (sdp) => {
        const answer = await requestWhepSession(host.url, sdp);
        session = answer.session;
        return answer.sdp;
      });
      await other.waitForFrames(5);
      expect(performance.now() - startedAtMs).toBeLessThan(10_000);
      // No more places are taken than there are viewers.
      expect(host.service.peers).toHaveLength(2);
      expect((await fetch(session, { method: 'DELETE' })).status).toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  }, 60_000);
});

/** The offer of a viewer that then goes away. */
async function offerOf(codec: 'vp8'): Promise<string> {
  using viewer = new LibDataChannelViewer(codec);
  let offer = '';
  await viewer
    .connect((sdp) => {
      offer = sdp;
      return Promise.reject(new Error('It goes away'));
    })
    .catch(() => undefined);
  return offer;
}
