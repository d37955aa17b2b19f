// A process of viewers that decode nothing, each of another stream: `watch` these, `report` what they got.
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanup } from 'node-datachannel';
import { ThinViewer } from '../viewers/thin-viewer.mjs';

const connectTimeoutMs = 40_000;
let viewers = [];

const orders = {
  async watch({ urls }) {
    const startMs = performance.now();
    viewers = await Promise.all(urls.map((url) => ThinViewer.connect(url)));
    while (viewers.some(({ frames }) => frames === 0)) {
      if (performance.now() - startMs > connectTimeoutMs)
        throw new Error('Not all viewers have frames in time.');
      await sleep(10);
    }
    return { joinedMs: performance.now() - startMs };
  },
  report: () => ({ frames: viewers.map(({ frames }) => frames), lost: viewers.map(({ lost }) => lost) }),
  async leave() {
    await Promise.all(viewers.map((viewer) => viewer.close()));
    viewers = [];
    return {};
  },
};

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
