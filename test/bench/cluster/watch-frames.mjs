// A viewer in a process of its own: `node watch-frames.mjs URL SECONDS` prints when each frame was there, as pairs of its RTP timestamp
// and microseconds of the clock that all processes of a machine share.
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanup } from 'node-datachannel';
import { ThinViewer } from '../viewers/thin-viewer.mjs';

const [, , url, seconds] = process.argv;
const frames = [];
const viewer = await ThinViewer.connect(url);
viewer.onFrame = (timestamp) => frames.push([timestamp, Number(process.hrtime.bigint() / 1000n)]);
await sleep(Number(seconds) * 1000);
await viewer.close();
process.stdout.write(JSON.stringify(frames), () => {
  cleanup();
  process.exit();
});
