// What a packet costs on each of our ways, as a ratio to what it costs at least on this machine, measured in turns.
import { Receiver } from './send-path/receiver.mjs';
import { bootstrapInterval, geometricMean, median } from './send-path/statistics.mjs';
import { openPort, Viewers } from './send-path/viewers.mjs';
import {
  burstsPerSlot,
  framesPerBurst,
  packetsPerBurst,
  packetsPerFrame,
  viewers,
} from './send-path/workload.mjs';

const blocks = Number(process.argv[2] ?? 12);
const warmUpBursts = 20;
// A block whose floor is this far from the run's was measured on another machine, so to say: a busier one.
const canaryTolerance = 0.3;
const fewestBlocks = 6;

const say = (text) => process.stdout.write(`${text}\n`);
const frames = framesPerBurst * viewers;

async function openFloor(port) {
  try {
    const { Floor } = await import('./send-path/floor.mjs');
    return new Floor(port);
  } catch (error) {
    say(`no floor: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}

/** CPU time of a call of `work`, in microseconds. */
function cpuOf(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** CPU time of a packet, and how many got lost. */
async function slot(receiver, send, encrypt = () => 0) {
  let cpuUs = 0;
  let lost = 0;
  for (let burst = 0; burst < burstsPerSlot; burst += 1) {
    cpuUs += encrypt();
    const sent = await receiver.burst(packetsPerBurst, send);
    cpuUs += sent.cpuUs;
    lost += sent.lost;
  }
  return { us: cpuUs / (burstsPerSlot * packetsPerBurst), lost };
}

const receiver = await Receiver.start();
const floor = await openFloor(receiver.port);
const ways = [];
for (const name of ['dgram', 'gso', 'native']) {
  const port = await openPort(name);
  ways.push({ name, port, audience: new Viewers(port, receiver.port, viewers) });
}

function sendBurst(audience) {
  for (let frame = 0; frame < framesPerBurst; frame += 1) audience.sendPicture(packetsPerFrame);
}

const floorSlot = () =>
  slot(
    receiver,
    () => floor.send(frames),
    () => cpuOf(() => floor.encrypt(frames)) - cpuOf(() => floor.callNothing(frames)),
  );

/** Everything once forth and once back, so that what gets slower or faster meanwhile does so for all. */
async function measureBlock() {
  const arms = [
    ...(floor === undefined ? [] : [{ name: 'floor', run: floorSlot }]),
    ...ways.map(({ name, audience }) => ({ name, run: () => slot(receiver, () => sendBurst(audience)) })),
  ];
  const us = {};
  let lost = 0;
  for (const { name, run } of [...arms, ...arms.toReversed()]) {
    const measured = await run();
    us[name] = (us[name] ?? 0) + measured.us / 2;
    lost += measured.lost;
  }
  return { us, lost };
}

function report(measured) {
  const lost = measured.reduce((sum, block) => sum + block.lost, 0);
  if (lost > 0) say(`blocks with losses count for nothing: ${lost} datagrams did not arrive`);
  const whole = measured.filter((block) => block.lost === 0);
  const usualFloorUs = median(whole.map(({ us }) => us.floor ?? Number.NaN));
  if (floor !== undefined) say(`${'floor'.padEnd(28)} ${usualFloorUs.toFixed(2)} µs a packet (median)`);
  const kept = whole.filter(({ us }) => Math.abs(us.floor / usualFloorUs - 1) <= canaryTolerance);
  const enough = kept.length >= fewestBlocks;
  if (floor !== undefined && !enough)
    say(`void: only ${kept.length} of ${blocks} blocks were on a quiet machine`);
  for (const { name, audience } of ways) {
    const cost = `${median(whole.map(({ us }) => us[name])).toFixed(2)} µs a packet`;
    const etas = kept.map(({ us }) => us.floor / us[name]);
    const [low, high] = enough ? bootstrapInterval(etas).map((bound) => bound.toFixed(3)) : [];
    const eta = enough ? `, eta ${geometricMean(etas).toFixed(3)} (95 %: ${low} to ${high})` : '';
    say(`${audience.transport.padEnd(28)} ${cost}${eta}`);
  }
  if (enough) say(`${kept.length} of ${blocks} blocks counted`);
}

try {
  for (const { audience } of ways) {
    for (let burst = 0; burst < warmUpBursts; burst += 1) {
      await receiver.burst(packetsPerBurst, () => sendBurst(audience));
    }
  }
  const measured = [];
  for (let block = 0; block < blocks; block += 1) measured.push(await measureBlock());
  report(measured);
} finally {
  floor?.close();
  for (const { port, audience } of ways) {
    audience.close();
    await port.port.close();
  }
  receiver.close();
}
