// A process full of viewers that show nothing: `join` as many as asked for, `report` what they got, `leave`.
import { ThinViewer } from './thin-viewer.mjs';

let viewers = [];

async function join({ url, count }) {
  while (viewers.length < count) viewers.push(await ThinViewer.connect(url));
  return { joined: viewers.length };
}

function report() {
  const sum = (of) => viewers.reduce((total, viewer) => total + of(viewer), 0);
  return { received: sum(({ received }) => received), lost: sum(({ lost }) => lost) };
}

function leave() {
  for (const viewer of viewers) viewer.close();
  viewers = [];
  return {};
}

const orders = { join, report, leave };
process.on('message', async ({ order, ...wishes }) => {
  try {
    process.send(await orders[order](wishes));
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
