import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { eventually } from '../e2e/support/eventually.js';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { NativeViewer } from '../support/native-viewer.js';
import { postOffer } from '../support/post-offer.js';
import { RtspServer } from '../support/rtsp-server.js';

const cuts = Number(process.env['SOAK_CUTS'] ?? 6);
const betweenCutsMs = Number(process.env['SOAK_SECONDS_BETWEEN_CUTS'] ?? 2) * 1000;

/** Encoders and buffers take what they need in the first rounds; what comes after that would be a leak. */
const warmUpCuts = Math.min(3, cuts - 1);
const allowedGrowthMiB = 25;

/** Longest wait for a camera that is back: the longest step of the back-off, and the camera's own start. */
const comeBackMs = 20_000;

test(
  `a camera that is unplugged ${cuts} times costs no memory and no viewer`,
  async () => {
    await using camera = await RtspServer.start();
    await using server = await ServerProcess.start(['--source', camera.url(), '--passthrough', 'never']);
    await using first = new NativeViewer(['h264']);
    await using second = new NativeViewer(['vp8']);
    const viewers = [first, second];
    for (const viewer of viewers) {
      await viewer.connect((sdp) => postOffer(server.url, sdp));
      await viewer.waitForFrames(5);
    }
    const residentMiB: number[] = [];
    for (let cut = 1; cut <= cuts; cut++) {
      await camera.unplug();
      await sleep(1000);
      await camera.plugIn();
      // The slate is ten frames a second, the camera has twenty-five: only the camera brings so many so fast.
      for (const viewer of viewers) await eventually(() => framesPerSecond(viewer), isCameraRate, comeBackMs);
      await sleep(betweenCutsMs);
      residentMiB.push(residentSizeMiB(server.pid));
      expect(viewers.map(({ state }) => state)).toEqual(['connected', 'connected']);
      for (const viewer of viewers) viewer.packets.splice(0);
    }
    const growthMiB = (residentMiB.at(-1) ?? 0) - (residentMiB[warmUpCuts - 1] ?? 0);
    process.stdout.write(`resident MiB after each cut: ${residentMiB.map(Math.round).join(' ')}\n`);
    expect(growthMiB).toBeLessThan(allowedGrowthMiB);
  },
  60_000 + cuts * (betweenCutsMs + 2 * comeBackMs),
);

/** Of the newest frames that came. */
function framesPerSecond({ packets }: NativeViewer): number {
  const times = packets.filter(({ header }) => header.marker).map(({ header }) => header.timestamp);
  const newest = times.slice(-12);
  const elapsed = ((newest.at(-1) ?? 0) - (newest[0] ?? 0)) >>> 0;
  return newest.length < 12 ? 0 : (11 * 90_000) / elapsed;
}

function isCameraRate(framesEachSecond: number): boolean {
  return framesEachSecond > 18;
}

function residentSizeMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
