import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../../e2e/support/server-process.mjs';
import { runFfmpeg } from '../../support/sound/film.mjs';
import { watchLoad } from '../machine-load.mjs';
import { faultOfPhase } from './judge-phase.mjs';
import { measurePhase } from './measure-phase.mjs';
import { openPage } from './open-page.mjs';

/** What viewers get beside the frames. */
export const soundModes = {
  'without sound': ['--audio', 'false'],
  'audioSync: false': ['--audio-sync', 'false'],
  'audioSync: true': ['--audio-sync', 'true'],
};

/** Chromium moves one track towards the other in steps of 80 ms, each a second apart at least. */
const settlingMs = 12_000;
const stealLimit = 0.03;
const nobody = { report: async () => ({ lost: 0, received: 0 }) };

/** Runs in the page: lets the sound be heard, as a viewer would. */
function unmute() {
  const player = document.querySelector('webgear-player');
  if (player !== null) player.muted = false;
}

async function measureMode(browser, args, frames) {
  const server = await ServerProcess.start(args);
  try {
    const page = await openPage(browser, server.url);
    await page.evaluate(unmute);
    await sleep(settlingMs);
    const phase = await measurePhase(page, frames, nobody, () => watchLoad({ server: server.pid }));
    await page.close();
    const { idle, steal } = phase.window;
    const fault = steal > stealLimit ? 'the machine was too busy' : faultOfPhase(phase, 0);
    return { delaysMs: phase.delaysMs, framesPerSecond: phase.framesPerSecond, idle, steal, fault };
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

/**
 * How old frames are without sound, and with sound that is played apart from them or with them, in turns there and back.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{ frames: number, turns: number, args: readonly string[] }} plan
 */
export async function* measureSoundModes(browser, { frames, turns, args }) {
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sound-'));
  try {
    const sound = join(folder, 'sound.wav');
    await runFfmpeg(['-f', 'lavfi', '-i', 'sine=f=300:r=48000:d=60', sound]);
    const names = Object.keys(soundModes);
    for (let turn = 0; turn < turns; turn += 1) {
      for (const name of turn % 2 === 0 ? names : names.toReversed()) {
        const source = ['--source', 'test:barcode', '--frameSizeReduction', '0', '--audio-source', sound];
        yield { name, ...(await measureMode(browser, [...source, ...soundModes[name], ...args], frames)) };
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
