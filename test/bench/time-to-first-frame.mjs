import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { join } from './join/join.mjs';
import { summary } from './percentiles.mjs';

const joins = 30;

/** Joins one after the other, each in a profile of its own; the first finds server, source and encoder cold. */
async function measureJoins(args) {
  const browser = await launchChromium();
  const server = await ServerProcess.start(args);
  try {
    // The browser's own first page is slow with any server; that is not what is measured here.
    await (await browser.newPage()).goto('about:blank');
    const first = (await join(browser, server.url)).sinceOfferMs;
    const samplesMs = [];
    for (let count = 0; count < joins; count += 1)
      samplesMs.push((await join(browser, server.url)).sinceOfferMs);
    return { first, samplesMs };
  } finally {
    await browser.close();
    await server[Symbol.asyncDispose]();
  }
}

const { first, samplesMs } = await measureJoins(process.argv.slice(2));
process.stdout.write(`createOffer to first frame, first join after start: ${first.toFixed(0)} ms\n`);
process.stdout.write(`${summary('createOffer to first frame', samplesMs)}\n`);
