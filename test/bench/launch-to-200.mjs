// From spawning the server to its first answer, in turns with an empty Nest application.
import { launch } from './launch/launch.mjs';
import { launchEmpty, launchOurs } from './launch/servers.mjs';
import { summary } from './percentiles.mjs';

const launches = 10;

const oursMs = [];
const emptyMs = [];
for (let count = 0; count < launches; count += 1) {
  oursMs.push(await launch(launchOurs));
  emptyMs.push(await launch(launchEmpty));
}
process.stdout.write(`${summary('launch to first status 200', oursMs)}\n`);
process.stdout.write(`${summary('an empty Nest application', emptyMs)}\n`);
