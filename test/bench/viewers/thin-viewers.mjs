// A process full of thin viewers: `be` so many, `report` what they got.
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanup } from 'node-datachannel';
import { ThinViewer } from './thin-viewer.mjs';

const connectTimeoutMs = 40_000;

const viewers = [];

async function be({ url, count, withSound, rung }) {
  while (viewers.length > count) await viewers.pop().close();
  while (viewers.length < count) viewers.push(await ThinViewer.connect(url, withSound, rung));
  const deadlineMs = performance.now() + connectTimeoutMs;
  while (viewers.some(({ connected }) => !connected)) {
    if (performance.now() > deadlineMs) throw new Error('Not all viewers are connected in time.');
    await sleep(20);
  }
  return {};
}

function report() {
  const sum = (of) => viewers.reduce((total, viewer) => total + of(viewer), 0);
  return {
    received: sum(({ received }) => received),
    lost: sum(({ lost }) => lost),
    frames: sum(({ frames }) => frames),
    soundReceived: sum(({ soundReceived }) => soundReceived),
    reporting: sum(({ isReporting }) => Number(isReporting)),
  };
}

const orders = { be, report };
process.on('message', async ({ order, ...wishes }) => {
  try {
    process.send(await orders[order](wishes));
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.on('disconnect', () => {
  cleanup();
  process.exit();
});
