// What a packet costs us, as a ratio to what it costs at least on this machine, both measured in turns.
import { Receiver } from './send-path/receiver.mjs';
import { bootstrapInterval, geometricMean, median } from './send-path/statistics.mjs';
import { Subject } from './send-path/subject.mjs';
import { burstsPerSlot, framesPerBurst, packetsPerBurst, viewers } from './send-path/workload.mjs';

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

async function floorSlot(floor, receiver) {
  let cpuUs = 0;
  let lost = 0;
  for (let burst = 0; burst < burstsPerSlot; burst += 1) {
    cpuUs += cpuOf(() => floor.encrypt(frames)) - cpuOf(() => floor.callNothing(frames));
    const sent = await receiver.burst(packetsPerBurst, () => floor.send(frames));
    cpuUs += sent.cpuUs;
    lost += sent.lost;
  }
  return { usPerPacket: cpuUs / (burstsPerSlot * packetsPerBurst), lost };
}

async function ourSlot(subject, receiver) {
  let cpuUs = 0;
  let lost = 0;
  for (let burst = 0; burst < burstsPerSlot; burst += 1) {
    const sent = await receiver.burst(packetsPerBurst, () => subject.send());
    cpuUs += sent.cpuUs;
    lost += sent.lost;
  }
  return { usPerPacket: cpuUs / (burstsPerSlot * packetsPerBurst), lost };
}

const receiver = await Receiver.start();
const floor = await openFloor(receiver.port);
const subject = await Subject.open(receiver.port);
try {
  for (let burst = 0; burst < warmUpBursts; burst += 1) {
    await receiver.burst(packetsPerBurst, () => subject.send());
  }
  const samples = [];
  for (let block = 0; block < blocks; block += 1) {
    const slots = { floor: [], ours: [] };
    for (const arm of ['floor', 'ours', 'ours', 'floor']) {
      if (arm === 'ours') slots.ours.push(await ourSlot(subject, receiver));
      else if (floor !== undefined) slots.floor.push(await floorSlot(floor, receiver));
    }
    const mean = (list) => list.reduce((sum, { usPerPacket }) => sum + usPerPacket, 0) / list.length;
    samples.push({
      floorUs: mean(slots.floor),
      oursUs: mean(slots.ours),
      lost: [...slots.floor, ...slots.ours].reduce((sum, slot) => sum + slot.lost, 0),
    });
  }
  const oursUs = median(samples.map((sample) => sample.oursUs));
  say(`ours: ${oursUs.toFixed(2)} µs a packet (median)`);
  const lost = samples.reduce((sum, sample) => sum + sample.lost, 0);
  if (lost > 0) say(`void: ${lost} datagrams did not arrive`);
  if (floor !== undefined) {
    const usualFloorUs = median(samples.map(({ floorUs }) => floorUs));
    const kept = samples.filter(
      (sample) => sample.lost === 0 && Math.abs(sample.floorUs / usualFloorUs - 1) <= canaryTolerance,
    );
    const etas = kept.map((sample) => sample.floorUs / sample.oursUs);
    say(`floor: ${usualFloorUs.toFixed(2)} µs a packet (median)`);
    if (kept.length < fewestBlocks) {
      say(`void: only ${kept.length} of ${blocks} blocks were measured on a quiet machine`);
    } else {
      const [low, high] = bootstrapInterval(etas);
      say(
        `eta: ${geometricMean(etas).toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)}; ${kept.length} of ${blocks} blocks)`,
      );
    }
  }
} finally {
  floor?.close();
  await subject.close();
  receiver.close();
}
