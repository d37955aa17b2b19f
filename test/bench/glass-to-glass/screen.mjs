import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { launchChromium } from '../../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../../e2e/support/server-process.mjs';
import { summary } from '../percentiles.mjs';
import { endsWithUs } from '../run/ends-with-us.mjs';
import { median } from '../send-path/statistics.mjs';
import { measurePhase } from './measure-phase.mjs';
import { openPage } from './open-page.mjs';
import { watchScreen } from './watch-screen.mjs';

/** Nobody else watches. */
const nobody = { report: () => ({ received: 0, lost: 0 }) };
const screenSize = '1280x720';

async function startScreen() {
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', `${screenSize}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = endsWithUs(child.pid);
  const number = await new Promise((resolve, reject) => {
    child.once('error', reject);
    createInterface(child.stdout).once('line', resolve);
  });
  const end = () => {
    child.kill();
    ended();
  };
  return { display: `:${number}`, end };
}

/** Where the video is on a screen that the page fills but for the head of its window. */
function whereIsVideo() {
  const { x, y, width } = document.querySelector('video').getBoundingClientRect();
  return { x: x + screenX, y: y + screenY + outerHeight - innerHeight, width };
}

/**
 * Compares the browser's words about a frame, and the player's latency, with what is on the screen of an X server.
 *
 * @param {{ frames: number, turns: number, args: readonly string[], say: (text: string) => void }} plan
 */
export async function measureScreen({ frames, turns, args, say }) {
  const screen = await startScreen();
  const kiosk = ['--kiosk', `--window-size=${screenSize.replace('x', ',')}`, '--window-position=0,0'];
  const browser = await launchChromium(kiosk, undefined, screen.display);
  const server = await ServerProcess.start([
    '--source',
    'test:barcode',
    '--frameSizeReduction',
    '0',
    ...args,
  ]);
  try {
    const page = await openPage(browser, server.url, null);
    for (let turn = 0; turn < turns; turn += 1) {
      const watch = watchScreen(screen.display, await page.evaluate(whereIsVideo));
      const phase = await measurePhase(page, frames, nobody, () => () => undefined);
      const seenMs = await watch.end();
      const both = phase.frames
        .filter(({ capturedMs }) => seenMs.has(capturedMs))
        .map((frame) => ({ ...frame, screenMs: seenMs.get(frame.capturedMs) }));
      const of = (read) => both.map(read);
      say(`${both.length} of ${phase.frames.length} frames seen on the screen`);
      say(
        summary(
          '  on the screen',
          of(({ screenMs, capturedMs }) => screenMs - capturedMs),
        ),
      );
      say(
        summary(
          '  expected on the screen',
          of(({ shownMs, capturedMs }) => shownMs - capturedMs),
        ),
      );
      say(
        summary(
          '  handed to the page',
          of(({ seenMs: at, capturedMs }) => at - capturedMs),
        ),
      );
      const error = median(of(({ screenMs, shownMs }) => screenMs - shownMs));
      say(`  the browser expects the frame ${(-error).toFixed(1)} ms after it is there (median)`);
      say(`  latency of the player ${phase.playerMs?.toFixed(1)} ms`);
    }
  } finally {
    await browser.close();
    await server[Symbol.asyncDispose]();
    screen.end();
  }
}
