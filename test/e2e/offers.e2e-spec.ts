import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer } from './support/viewer.js';

const json = { 'Content-Type': 'application/json' };
const audioOnly = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 0.0.0.0',
  'a=mid:0',
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');

function postOffer(url: string, body: string, headers: Record<string, string> = json): Promise<Response> {
  return fetch(new URL('offer', url), { method: 'POST', headers, body });
}

describe('a bad offer', () => {
  let browser: Browser;
  let server: ServerProcess;

  beforeAll(async () => {
    browser = await launchChromium();
    server = await ServerProcess.start();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  test.each([
    ['is empty', 400, ''],
    ['is no JSON', 400, 'v=0'],
    ['is JSON, but no object', 400, '[]'],
    ['has no SDP', 400, JSON.stringify({ type: 'offer' })],
    ['has an SDP that is no text', 400, JSON.stringify({ sdp: 1, type: 'offer' })],
    ['is an answer', 400, JSON.stringify({ sdp: audioOnly, type: 'answer' })],
    ['has an SDP nobody can read', 400, JSON.stringify({ sdp: 'hello', type: 'offer' })],
    ['has an SDP cut short', 400, JSON.stringify({ sdp: audioOnly.slice(0, 40), type: 'offer' })],
    ['offers no video', 422, JSON.stringify({ sdp: audioOnly, type: 'offer' })],
    ['is larger than 64 KiB', 413, JSON.stringify({ sdp: 'x'.repeat(65_536), type: 'offer' })],
  ])('that %s is refused with %i and a sentence', async (_what, status, body) => {
    const response = await postOffer(server.url, body);
    const error = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(status);
    expect(error['code']).toMatch(/^WGR_[A-Z_]+$/);
    expect(error['message']).toMatch(/^[A-Z].*\.$/s);
    expect(error['message']).not.toContain('    at ');
  });

  test('that is not sent as JSON is refused with 415', async () => {
    const response = await postOffer(server.url, '{}', { 'Content-Type': 'application/xml' });
    expect(response.status).toBe(415);
  });

  test('leaves the server at work', async () => {
    await using viewer = await Viewer.open(browser, server.url);
    await viewer.waitForFrame();
    expect(server.running).toBe(true);
  }, 30_000);
});

describe('one viewer more than there are places', () => {
  test('is told to come back later, and gets the place when it is free', async () => {
    const browser = await launchChromium();
    try {
      await using host = await HostApp.start({ source: 'test:', maxPeers: 1 });
      const first = await Viewer.open(browser, host.url);
      await first.waitForFrame();
      const offer = await first.page.evaluate(async () => {
        const connection = new RTCPeerConnection();
        connection.addTransceiver('video', { direction: 'recvonly' });
        const { sdp } = await connection.createOffer();
        connection.close();
        return sdp ?? '';
      });

      const refused = await postOffer(host.url, JSON.stringify({ sdp: offer, type: 'offer' }));
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'WGR_TOO_MANY_PEERS' });

      const second = await Viewer.open(browser, host.url);
      await first[Symbol.asyncDispose]();
      await second.waitForFrame(30_000);
      expect(host.service.peers).toHaveLength(1);
    } finally {
      await browser.close();
    }
  }, 60_000);
});
