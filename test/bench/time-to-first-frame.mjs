import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { summary } from './percentiles.mjs';

const joins = 30;
const joinTimeoutMs = 15_000;

/** Runs in the page before its scripts: notes when the first offer is asked for and when the first frame is on screen. */
function noteTimes() {
  const { createOffer } = RTCPeerConnection.prototype;
  globalThis.joinDurationMs = new Promise((resolve) => {
    let startedAt;
    RTCPeerConnection.prototype.createOffer = function noteStart(...args) {
      startedAt ??= performance.now();
      return createOffer.apply(this, args);
    };
    document.addEventListener('readystatechange', () => {
      document
        .querySelector('video')
        ?.requestVideoFrameCallback(() =>
          resolve(startedAt === undefined ? Number.NaN : performance.now() - startedAt),
        );
    });
  });
}

async function join(browser, url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(joinTimeoutMs);
    await page.addInitScript(noteTimes);
    await page.goto(url);
    const late = new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error('No first frame in time.')), joinTimeoutMs).unref();
    });
    return await Promise.race([page.evaluate(() => globalThis.joinDurationMs), late]);
  } finally {
    await context.close();
  }
}

/** Joins one after the other, each in a profile of its own; the first finds server, source and encoder cold. */
async function measureJoins(args) {
  const browser = await launchChromium();
  const server = await ServerProcess.start(args);
  try {
    // The browser's own first page is slow whoever serves it; that is not what is measured here.
    await (await browser.newPage()).goto('about:blank');
    const first = await join(browser, server.url);
    const samplesMs = [];
    for (let count = 0; count < joins; count += 1) samplesMs.push(await join(browser, server.url));
    return { first, samplesMs };
  } finally {
    await browser.close();
    await server[Symbol.asyncDispose]();
  }
}

const { first, samplesMs } = await measureJoins(process.argv.slice(2));
process.stdout.write(`createOffer to first frame, first join after start: ${first.toFixed(0)} ms\n`);
process.stdout.write(`${summary('createOffer to first frame', samplesMs)}\n`);
