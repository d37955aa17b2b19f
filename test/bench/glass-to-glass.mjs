// How old a frame is when a browser shows it: the time is drawn into it, and read back from the screen. With one viewer,
// and with a hundred that show nothing beside it, in turns. With `--sound`: without sound, and with sound beside the frames.
// With `--screen`: what the browser and the player say, beside what is on the screen of an X server.
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { Crowd } from './glass-to-glass/crowd.mjs';
import { faultOfPhase } from './glass-to-glass/judge-phase.mjs';
import { measurePhase } from './glass-to-glass/measure-phase.mjs';
import { openPage } from './glass-to-glass/open-page.mjs';
import { measureScreen } from './glass-to-glass/screen.mjs';
import { measureSoundModes, soundModes } from './glass-to-glass/sound-modes.mjs';
import { watchLoad } from './machine-load.mjs';
import { percentile, summary } from './percentiles.mjs';
import { median } from './send-path/statistics.mjs';

const crowdSize = Number(process.env.BENCH_VIEWERS ?? 100);
const framesPerPhase = Number(process.env.BENCH_FRAMES ?? 300);
const phases = ['alone', 'crowded', 'crowded', 'alone'];
const stealLimit = 0.03;

const say = (text) => process.stdout.write(`${text}\n`);
const percent = (share) => `${(100 * share).toFixed(0)} %`;

/** Where the time of each frame goes, as the browser tells it. */
const stages = {
  'drawn, encoded, sent, received': ({ capturedMs, receivedMs }) => receivedMs - capturedMs,
  'waited for, decoded': ({ receivedMs, presentedMs }) => presentedMs - receivedMs,
  'of that decoding': ({ decodingMs }) => decodingMs,
  'handed to the page': ({ presentedMs, seenMs }) => seenMs - presentedMs,
  'until it is on the screen': ({ presentedMs, shownMs }) => shownMs - presentedMs,
};

function reportPhase(name, phase) {
  const {
    frames,
    unreadable,
    skipped,
    window: load,
    sent,
    seconds,
    framesPerSecond,
    delaysMs,
    screenDelaysMs,
  } = phase;
  say(summary(name.padEnd(8), delaysMs));
  say(summary('  to the screen', screenDelaysMs));
  say(`  the player says ${phase.playerMs?.toFixed(1)} ms`);
  say(`  ${framesPerSecond.toFixed(1)} frames/s, ${skipped} skipped, ${unreadable} unreadable`);
  if (sent > 0) say(`  to each thin viewer ${(sent / seconds / crowdSize).toFixed(0)} packets/s`);
  const cores = Object.entries(load.cpu).map(([process_, used]) => `${process_} ${percent(used)}`);
  say(`  machine: idle ${percent(load.idle)}, steal ${percent(load.steal)}; of a core: ${cores.join(', ')}`);
  for (const [stage, of] of Object.entries(stages)) {
    const times = frames.map(of).filter(Number.isFinite);
    say(
      `  ${stage.padEnd(31)} p50 ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
    );
  }
  const fault = faultOfPhase(phase, load.cpu['thin viewers']);
  if (fault !== undefined) say(`  void: ${fault}`);
  if (load.steal > stealLimit) say('  void: the machine was too busy');
  return delaysMs;
}

async function measureSound(args) {
  const browser = await launchChromium();
  const delays = Object.fromEntries(Object.keys(soundModes).map((name) => [name, []]));
  try {
    const plan = { frames: framesPerPhase, turns: Number(process.env.BENCH_TURNS ?? 4), args };
    for await (const phase of measureSoundModes(browser, plan)) {
      const { name, delaysMs, framesPerSecond, idle, steal, fault } = phase;
      say(summary(name.padEnd(16), delaysMs));
      say(
        `  ${framesPerSecond.toFixed(1)} frames/s; idle ${percent(idle)}, steal ${percent(steal)}${fault === undefined ? '' : `; void: ${fault}`}`,
      );
      if (fault === undefined) delays[name].push(...delaysMs);
    }
  } finally {
    await browser.close();
  }
  for (const [name, of] of Object.entries(delays))
    say(of.length === 0 ? `${name}: all void` : summary(name, of));
}

async function measureCrowd(args) {
  const source = ['--source', 'test:barcode', '--frameSizeReduction', '0'];
  const server = await ServerProcess.start([...source, '--maxPeers', String(crowdSize + 1), ...args]);
  const browser = await launchChromium();
  const crowd = new Crowd();
  const delays = { alone: [], crowded: [] };
  try {
    const page = await openPage(browser, server.url);
    // Chromium tells nobody its number.
    const pids = { server: server.pid, 'thin viewers': crowd.pid };
    for (const phase of phases) {
      if (phase === 'crowded') await crowd.join(server.url, crowdSize);
      else await crowd.leave();
      const measured = await measurePhase(page, framesPerPhase, crowd, () => watchLoad(pids));
      delays[phase].push(...reportPhase(phase, measured));
    }
    say(summary('one viewer', delays.alone));
    say(summary(`${crowdSize} thin viewers beside it`, delays.crowded));
  } finally {
    await crowd.close();
    await browser.close();
    await server[Symbol.asyncDispose]();
  }
}

const words = process.argv.slice(2);
const args = words.filter((word) => word !== '--sound' && word !== '--screen');
if (words.includes('--sound')) await measureSound(args);
else if (words.includes('--screen'))
  await measureScreen({ frames: framesPerPhase, turns: Number(process.env.BENCH_TURNS ?? 3), args, say });
else await measureCrowd(args);
