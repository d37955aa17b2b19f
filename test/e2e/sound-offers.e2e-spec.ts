import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';

type Wanted = readonly (readonly ['audio' | 'video', RTCRtpTransceiverDirection] | 'data')[];

/** What a page asks for, and how. */
interface Asked {
  readonly wanted: Wanted;
  readonly policy?: RTCBundlePolicy;
  /** MIME types of the sound, best first; those of the browser by default. */
  readonly codecs?: readonly string[];
}

/** What became of it. */
interface Outcome {
  readonly directions: readonly (string | null)[];
  readonly soundCodec: string | undefined;
  readonly soundPackets: number;
  readonly soundLost: number;
  readonly framesDecoded: number;
  readonly streams: readonly string[];
}

/** Runs in the page: connects as it is asked, and waits until both tracks are there, or the video alone for a while. */
async function watchInPage({ wanted, policy = 'balanced', codecs }: Asked): Promise<Outcome> {
  const connection = new RTCPeerConnection({ bundlePolicy: policy });
  const streams = new Set<string>();
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  connection.addEventListener('track', ({ track, streams: named }) => {
    for (const { id } of named) streams.add(`${track.kind} ${id}`);
    if (track.kind !== 'video') return;
    video.srcObject = new MediaStream([track]);
    void video.play();
  });
  for (const each of wanted) {
    if (each === 'data') {
      connection.createDataChannel('data');
      continue;
    }
    const transceiver = connection.addTransceiver(each[0], { direction: each[1] });
    if (each[0] !== 'audio' || codecs === undefined) continue;
    const known = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
    transceiver.setCodecPreferences(
      codecs.flatMap((mimeType) => known.filter((codec) => codec.mimeType.toLowerCase() === mimeType)),
    );
  }
  await connection.setLocalDescription();
  const response = await fetch('offer', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sdp: connection.localDescription?.sdp, type: 'offer' }),
  });
  await connection.setRemoteDescription((await response.json()) as RTCSessionDescriptionInit);
  let outcome: Outcome;
  const endMs = performance.now() + 12_000;
  do {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const reports = [...(await connection.getStats()).values()] as Record<string, unknown>[];
    const inbound = (kind: string) =>
      reports.find((each) => each['type'] === 'inbound-rtp' && each['kind'] === kind);
    const sound = inbound('audio');
    outcome = {
      directions: connection.getTransceivers().map(({ currentDirection }) => currentDirection),
      soundCodec: reports.find((each) => each['id'] === sound?.['codecId'])?.['mimeType'] as
        string | undefined,
      soundPackets: Number(sound?.['packetsReceived'] ?? 0),
      soundLost: Number(sound?.['packetsLost'] ?? 0),
      framesDecoded: Number(inbound('video')?.['framesDecoded'] ?? 0),
      streams: [...streams].toSorted(),
    };
    const isSent = connection
      .getTransceivers()
      .some(
        ({ receiver, currentDirection }) =>
          receiver.track.kind === 'audio' && currentDirection === 'recvonly',
      );
    const hasSound = !isSent || outcome.soundPackets >= 50;
    if (outcome.framesDecoded >= 30 && hasSound) break;
  } while (performance.now() < endMs);
  connection.close();
  video.remove();
  return outcome;
}

const both = ['audio webgear-rtc', 'video webgear-rtc'];

describe('a browser that asks for sound', () => {
  let folder: string;
  let film: string;
  let browser: Browser;
  let host: HostApp;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sound-'));
    film = join(folder, 'film.mp4');
    const inputs = '-f lavfi -i testsrc2=s=320x180:r=25:d=20 -f lavfi -i sine=r=44100:d=20';
    const encoders = '-ac 2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -shortest';
    execFileSync('ffmpeg', [...`-v error ${inputs} ${encoders}`.split(' '), film]);
    browser = await launchChromium();
    host = await HostApp.start({ source: film, passthrough: 'never', loop: true });
    page = await browser.newPage();
    await page.goto(`${host.url}favicon.ico`);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const audio = ['audio', 'recvonly'] as const;
  const video = ['video', 'recvonly'] as const;

  test.each<[string, Asked]>(
    (['balanced', 'max-compat', 'max-bundle'] as const).flatMap((policy): [string, Asked][] => [
      [`before the video, ${policy}`, { policy, wanted: [audio, video] }],
      [`behind the video, ${policy}`, { policy, wanted: [video, audio] }],
      [`in both directions, ${policy}`, { policy, wanted: [['audio', 'sendrecv'], video] }],
      [`behind data, ${policy}`, { policy, wanted: ['data', audio, video] }],
    ]),
  )(
    '%s, gets it',
    async (_name, asked) => {
      const outcome = await page.evaluate(watchInPage, asked);
      expect(outcome.directions).toEqual(['recvonly', 'recvonly']);
      expect(outcome.soundCodec).toBe('audio/opus');
      expect(outcome.soundPackets).toBeGreaterThanOrEqual(50);
      expect(outcome.soundLost).toBe(0);
      expect(outcome.framesDecoded).toBeGreaterThanOrEqual(30);
      expect(outcome.streams).toEqual(both);
    },
    30_000,
  );

  test('twice, gets it once', async () => {
    const outcome = await page.evaluate(watchInPage, { wanted: [audio, video, audio] });
    expect(outcome.directions).toEqual(['recvonly', 'recvonly', 'inactive']);
    expect([outcome.soundPackets >= 50, outcome.framesDecoded >= 30]).toEqual([true, true]);
  }, 30_000);

  test('as G.711 rather than Opus gets Opus, since the source has no G.711', async () => {
    const codecs = ['audio/pcmu', 'audio/opus'];
    const outcome = await page.evaluate(watchInPage, { wanted: [audio, video], codecs });
    expect([outcome.soundCodec, outcome.framesDecoded >= 30]).toEqual(['audio/opus', true]);
  }, 30_000);

  test.each<[string, Asked]>([
    ['that it does not want', { wanted: [['audio', 'inactive'], video] }],
    ['that it would only send', { wanted: [['audio', 'sendonly'], video] }],
    ['as something that nobody has', { wanted: [audio, video], codecs: ['audio/g722'] }],
    ['as G.711 alone', { wanted: [video, audio], codecs: ['audio/pcma'], policy: 'max-bundle' }],
  ])(
    '%s, gets the video',
    async (_name, asked) => {
      const outcome = await page.evaluate(watchInPage, asked);
      expect(outcome.directions.toSorted()).toEqual(['inactive', 'recvonly']);
      expect([outcome.soundPackets, outcome.framesDecoded >= 30]).toEqual([0, true]);
    },
    30_000,
  );

  test('of a stream that has it turned off, gets the video', async () => {
    await using silent = await HostApp.start({
      source: film,
      passthrough: 'never',
      audio: false,
      loop: true,
    });
    const tab = await browser.newPage();
    await tab.goto(`${silent.url}favicon.ico`);
    const outcome = await tab.evaluate(watchInPage, { wanted: [audio, video] });
    expect(outcome.directions).toEqual(['inactive', 'recvonly']);
    expect([outcome.soundPackets, outcome.framesDecoded >= 30]).toEqual([0, true]);
  }, 30_000);

  test('that need not be in sync gets two media streams', async () => {
    await using apart = await HostApp.start({
      source: film,
      passthrough: 'never',
      audioSync: false,
      loop: true,
    });
    const tab = await browser.newPage();
    await tab.goto(`${apart.url}favicon.ico`);
    const outcome = await tab.evaluate(watchInPage, { wanted: [audio, video] });
    expect(outcome.streams).toEqual(['audio webgear-rtc-audio', 'video webgear-rtc']);
    expect(outcome.soundPackets).toBeGreaterThanOrEqual(50);
  }, 30_000);

  test('gets it from a thread of its own as well, and the snapshot says so', async () => {
    await using threaded = await HostApp.start({
      source: film,
      passthrough: 'never',
      threads: 1,
      loop: true,
    });
    const tab = await browser.newPage();
    await tab.goto(`${threaded.url}favicon.ico`);
    const watching = tab.evaluate(watchInPage, { wanted: [audio, video] });
    const deadlineMs = performance.now() + 10_000;
    while (!threaded.service.peers.some((peer) => (peer.audio?.packetsSent ?? 0) > 20)) {
      if (performance.now() > deadlineMs) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const [peer] = threaded.service.peers;
    expect(peer?.audio).toMatchObject({ codec: 'opus' });
    expect((await watching).soundPackets).toBeGreaterThanOrEqual(50);
  }, 30_000);

  test('is seen with it in the snapshot, whose counters stay those of the video', async () => {
    const watching = page.evaluate(watchInPage, { wanted: [audio, video] });
    const deadlineMs = performance.now() + 10_000;
    const sounding = () => host.service.peers.find((peer) => (peer.audio?.packetsSent ?? 0) > 20);
    while (sounding() === undefined && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(sounding()).toMatchObject({ codec: 'h264', audio: { codec: 'opus', fractionLost: 0 } });
    await watching;
  }, 30_000);
});
