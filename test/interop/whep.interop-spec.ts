import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import type { Browser, Page } from 'playwright-core';
import { findWebRtcPython } from '../../tools/executables.mjs';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { decodeFrames } from '../support/decode-frames.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';

const run = promisify(execFile);
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let browser: Browser;
let bundle: string;

beforeAll(async () => {
  browser = await launchChromium();
  const { stdout } = await run(process.execPath, [pathOf('support/bundle-whep-player.mjs')], {
    maxBuffer: 2 ** 24,
  });
  bundle = stdout;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  // Ends the threads of the library, which would keep the process up.
  cleanup();
});

/** A page with nothing but a video, on a site of its own. */
class PlayerSite implements Disposable {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<PlayerSite> {
    const server = createServer((request, response) => {
      const isScript = request.url === '/player.js';
      response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
      response.end(isScript ? bundle : '<!doctype html><video autoplay muted playsinline></video>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PlayerSite(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  [Symbol.dispose](): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Frames that the page has shown, once they are a few. */
async function framesShown(page: Page): Promise<number> {
  await page.waitForFunction(
    () => (document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 15,
    undefined,
    { timeout: 20_000 },
  );
  return page.evaluate(
    () => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
  );
}

/** Runs in the page: plays as MediaMTX's page does, with a data channel, and candidates that follow the offer. */
async function playTrickling(endpoint: string): Promise<{ statuses: number[]; sentBefore: number }> {
  const statuses: number[] = [];
  const asked = await fetch(endpoint, { method: 'OPTIONS' });
  statuses.push(asked.status);
  const connection = new RTCPeerConnection();
  Object.assign(globalThis, { connection });
  connection.createDataChannel('');
  connection.addTransceiver('video', { direction: 'recvonly' });
  connection.addTransceiver('audio', { direction: 'recvonly' });
  connection.ontrack = ({ track, streams: [stream] }) => {
    const video = document.querySelector('video');
    if (video !== null && track.kind === 'video' && stream !== undefined) video.srcObject = stream;
  };
  const candidates: RTCIceCandidate[] = [];
  connection.onicecandidate = ({ candidate }) => void (candidate && candidates.push(candidate));
  const offer = await connection.createOffer();
  const sentBefore = (offer.sdp ?? '').split('a=candidate:').length - 1;
  await connection.setLocalDescription(offer);
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: offer.sdp ?? '',
  });
  statuses.push(answer.status);
  const session = new URL(answer.headers.get('Location') ?? '', answer.url);
  Object.assign(globalThis, { session: session.href });
  const etag = answer.headers.get('ETag') ?? '';
  await connection.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  await new Promise<void>((resolve) => {
    if (connection.iceGatheringState === 'complete') resolve();
    connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
  });
  const [, usernameFragment = ''] = /^a=ice-ufrag:(\S+)/m.exec(offer.sdp ?? '') ?? [];
  const lines = candidates.map(({ candidate }) => `a=${candidate}`);
  const patched = await fetch(session, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': etag },
    body: [`a=ice-ufrag:${usernameFragment}`, 'a=mid:0', ...lines, 'a=end-of-candidates', ''].join('\r\n'),
  });
  statuses.push(patched.status);
  return { statuses, sentBefore };
}

/** Runs in the page: restarts ICE, and says over which ports of its own the video came before and afterwards. */
async function restartIce(): Promise<{
  before: number;
  after: number;
  framesBefore: number;
  framesAfter: number;
  longestGapMs: number;
}> {
  const { connection, session } = globalThis as unknown as { connection: RTCPeerConnection; session: string };
  const video = document.querySelector('video');
  const frames = (): number => video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
  const port = async (): Promise<number> => {
    const reports = [...(await connection.getStats()).values()] as Record<string, unknown>[];
    const transport = reports.find(({ type }) => type === 'transport');
    const pair = reports.find(({ id }) => id === transport?.['selectedCandidatePairId']);
    return Number(reports.find(({ id }) => id === pair?.['localCandidateId'])?.['port']);
  };
  let shownAtMs = performance.now();
  let longestGapMs = 0;
  const note = (): void => {
    longestGapMs = Math.max(longestGapMs, performance.now() - shownAtMs);
    shownAtMs = performance.now();
    video?.requestVideoFrameCallback(note);
  };
  video?.requestVideoFrameCallback(note);
  const before = await port();
  const framesBefore = frames();
  const answer = connection.remoteDescription?.sdp ?? '';
  await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
  const offer = connection.localDescription?.sdp ?? '';
  const valueOf = (sdp: string, name: string): string =>
    new RegExp(`^a=${name}:(\\S+)`, 'm').exec(sdp)?.[1] ?? '';
  const lines = ['ice-ufrag', 'ice-pwd'].map((name) => `a=${name}:${valueOf(offer, name)}`);
  const response = await fetch(session, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': '*' },
    body: [...lines, 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:0', ''].join('\r\n'),
  });
  if (response.status !== 200) throw new Error(`The restart was answered with ${response.status}`);
  const fragment = await response.text();
  const sdp = answer
    .replaceAll(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${valueOf(fragment, 'ice-ufrag')}`)
    .replaceAll(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${valueOf(fragment, 'ice-pwd')}`);
  await connection.setRemoteDescription({ type: 'answer', sdp });
  const deadlineMs = performance.now() + 5000;
  while ((await port()) === before && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return { before, after: await port(), framesBefore, framesAfter: frames(), longestGapMs };
}

describe.each([
  ['the main thread', {}],
  ['a thread of its own', { threads: 1 }],
  ['the main thread with full ICE', { iceServers: [{ urls: 'stun:127.0.0.1:9' }] }],
])('a stream over WHEP, served in %s,', (_where, options) => {
  let host: HostApp;
  let site: PlayerSite;

  beforeAll(async () => {
    site = await PlayerSite.start();
    host = await HostApp.start({
      source: 'test:bars2?size=640x360',
      allowedOrigins: [site.origin],
      ...options,
    });
  }, 30_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    site?.[Symbol.dispose]();
  });

  test('plays in Eyevinn’s player, on a page of another origin', async () => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.evaluate(async (channel) => {
      type Players = { WebRTCPlayer: new (options: object) => { load(url: URL): Promise<void> } };
      const module = (await import('/player.js' as string)) as Players & { default?: Players };
      const WebRTCPlayer = module.WebRTCPlayer ?? module.default?.WebRTCPlayer;
      const player = new WebRTCPlayer({ video: document.querySelector('video'), type: 'whep' });
      await player.load(new URL(channel));
    }, `${host.url}whep`);
    expect(await framesShown(page)).toBeGreaterThan(15);
    await page.close();
  }, 60_000);

  test('plays in a page whose candidates follow its offer, and ends when the page says so', async () => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    const { statuses, sentBefore } = await page.evaluate(playTrickling, `${host.url}whep`);
    expect({ statuses, sentBefore }).toEqual({ statuses: [204, 201, 204], sentBefore: 0 });
    expect(await framesShown(page)).toBeGreaterThan(15);
    const before = host.service.peers.length;
    const session = await page.evaluate(() => (globalThis as unknown as { session: string }).session);
    const closed = await page.evaluate(
      async (url) => (await fetch(url, { method: 'DELETE' })).status,
      session,
    );
    expect(closed).toBe(200);
    await eventually(
      () => host.service.peers.length,
      (viewers) => viewers === before - 1,
      5000,
    );
    expect((await fetch(session, { method: 'DELETE' })).status).toBe(404);
    await page.close();
  }, 60_000);

  test('goes on when a page restarts ICE, as after a change of its network', async () => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.evaluate(playTrickling, `${host.url}whep`);
    await framesShown(page);
    const peerIds = (): string[] => host.service.peers.map(({ peerId }) => peerId);
    const watching = peerIds();
    const ports = await page.evaluate(restartIce);
    // Its packets really come from elsewhere, and are those of the same session.
    expect(ports.after).not.toBe(ports.before);
    expect(ports.framesAfter).toBeGreaterThan(ports.framesBefore + 15);
    expect(ports.longestGapMs).toBeLessThan(1000);
    expect(peerIds()).toEqual(watching);
    await page.evaluate(() =>
      (globalThis as unknown as { connection: RTCPeerConnection }).connection.close(),
    );
    await page.close();
  }, 60_000);

  test('plays in a viewer made with libdatachannel', async () => {
    using viewer = new LibDataChannelViewer('h264');
    await viewer.connect(async (sdp) => {
      const headers = { 'Content-Type': 'application/sdp' };
      const response = await fetch(`${host.url}whep`, { method: 'POST', headers, body: sdp });
      expect(response.status).toBe(201);
      return response.text();
    });
    const frames = await viewer.waitForFrames(30);
    expect(decodeFrames('h264', frames).frames).toBe(frames.length);
  }, 60_000);

  test('plays in GStreamer', async () => {
    const python = findWebRtcPython();
    if (python === undefined)
      throw new Error('There is no Python with GStreamer’s WebRTC: run `npm run setup:debian`');
    const { stdout } = await run(python, [pathOf('gstreamer/viewer.py'), host.url, 'vp8', 'whep'], {
      timeout: 60_000,
    });
    expect(JSON.parse(stdout)).toMatchObject({ frames: 15 });
  }, 90_000);
});
