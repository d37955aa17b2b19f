// What sound costs a viewer: the server's CPU time with viewers that only watch and with as many that listen as well, in
// turns. The share is of what their video costs: that of watching viewers above a server that nobody watches.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFilm } from '../../support/sound/film.mjs';
import { cpuSeconds } from '../machine-load.mjs';
import { Audience } from '../viewers/audience.mjs';
import { OurServer } from '../viewers/our-server.mjs';

const viewers = Number(process.env.BENCH_VIEWERS ?? 60);
const windowMs = 5_000;
const turns = Number(process.env.BENCH_TURNS ?? 5);
const say = (text) => process.stdout.write(`${text}\n`);
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sound-'));
const film = join(folder, 'film.mp4');
await writeFilm(film, { seconds: 20, sound: 'tone' });
const stream = ['--loop', '--keep-warm', '--frame-size-reduction', '0', '--passthrough', 'never'];
const network = ['--max-peers', '1000', '--udp-address', '127.0.0.1'];
const server = await OurServer.start(['--source', film, ...stream, ...network]);
const audience = new Audience();

async function measure(count, withSound) {
  await audience.be(0, server.url);
  await audience.be(count, server.url, withSound);
  await sleep(2_000);
  const before = await audience.report();
  const cpuBefore = cpuSeconds(server.pid);
  const startMs = performance.now();
  await sleep(windowMs);
  const seconds = (performance.now() - startMs) / 1000;
  const cores = (cpuSeconds(server.pid) - cpuBefore) / seconds;
  const after = await audience.report();
  const per = (name) => (after[name] - before[name]) / seconds / Math.max(1, count);
  return { cores, video: per('received'), sound: per('soundReceived') };
}

try {
  const costs = { one: [], oneListening: [], watching: [], listening: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    costs.one.push(await measure(1, false));
    costs.oneListening.push(await measure(1, true));
    costs.watching.push(await measure(viewers, false));
    costs.listening.push(await measure(viewers, true));
  }
  for (const [name, of] of Object.entries(costs))
    say(`${name}: ${of.map(({ cores }) => (100 * cores).toFixed(1)).join(', ')} % of a core`);
  const more = (many, few) => median(many.map(({ cores }, turn) => cores - few[turn].cores)) / (viewers - 1);
  // With one viewer of the same kind as the base, the encoders are in neither.
  const video = more(costs.watching, costs.one);
  const both = more(costs.listening, costs.oneListening);
  const [{ video: videoPackets, sound: soundPackets }] = costs.listening;
  say(`a viewer: video ${(100 * video).toFixed(3)} % of a core, with sound ${(100 * both).toFixed(3)} %`);
  say(`packets a second: video ${videoPackets.toFixed(0)}, sound ${soundPackets.toFixed(0)}`);
  say(`sound costs ${((100 * (both - video)) / video).toFixed(0)} % of the video's packets`);
} finally {
  await audience.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
