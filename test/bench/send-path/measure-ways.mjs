import { collectGarbage } from '../run/collect-garbage.mjs';
import { burstsPerSlot, framesPerBurst, packetsPerFrame, viewers } from './workload.mjs';

const warmUpBursts = 20;

/**
 * One way to send frames to several viewers.
 *
 * @typedef {object} Way
 * @property {string} name
 * @property {string} title
 * @property {import('./receiver.mjs').Receiver} receiver
 * @property {number} [morePackets] that it makes of a frame than it is told to
 * @property {(packets: number) => void | Promise<void>} sendFrame to each of the viewers
 * @property {() => Promise<void>} close
 */

/** CPU time of a call of `work`, in microseconds. */
function cpuOf(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const packetsPerBurst = (morePackets = 0) => (packetsPerFrame + morePackets) * framesPerBurst * viewers;

/** CPU time of a packet, and how many got lost. */
async function slot({ receiver, packets, send, encrypt = () => 0 }) {
  collectGarbage();
  let cpuUs = 0;
  let lost = 0;
  for (let burst = 0; burst < burstsPerSlot; burst += 1) {
    cpuUs += encrypt();
    const sent = await receiver.burst(packets, send);
    cpuUs += sent.cpuUs;
    lost += sent.lost;
  }
  return { us: cpuUs / (burstsPerSlot * packets), lost };
}

/** A burst of a way's frames. Nothing to wait for where nothing has to be waited for. */
function sendBurst({ sendFrame }) {
  const sending = sendFrame(packetsPerFrame);
  if (sending !== undefined) return finishBurst(sending, sendFrame);
  for (let frame = 1; frame < framesPerBurst; frame += 1) sendFrame(packetsPerFrame);
  return undefined;
}

async function finishBurst(sending, sendFrame) {
  await sending;
  for (let frame = 1; frame < framesPerBurst; frame += 1) await sendFrame(packetsPerFrame);
}

function floorSlot(floor, receiver) {
  const frames = framesPerBurst * viewers;
  return slot({
    receiver,
    packets: packetsPerBurst(),
    send: () => floor.send(frames),
    encrypt: () => cpuOf(() => floor.encrypt(frames)) - cpuOf(() => floor.callNothing(frames)),
  });
}

/** Until the engine has compiled what it is going to. */
export async function warmUp(ways) {
  for (const way of ways) {
    for (let burst = 0; burst < warmUpBursts; burst += 1) {
      await way.receiver.burst(packetsPerBurst(way.morePackets), () => sendBurst(way));
    }
  }
}

/**
 * Everything once forth and once back, so that what gets slower or faster meanwhile does so for all.
 *
 * @param {readonly Way[]} ways
 * @param {{ floor: import('./floor.mjs').Floor, receiver: import('./receiver.mjs').Receiver } | undefined} least
 * @returns {Promise<{ us: Record<string, number>, lost: number }>} microseconds of a packet, by the name of the way
 */
export async function measureBlock(ways, least) {
  const arms = ways.map((way) => ({
    name: way.name,
    run: () =>
      slot({
        receiver: way.receiver,
        packets: packetsPerBurst(way.morePackets),
        send: () => sendBurst(way),
      }),
  }));
  if (least !== undefined) arms.unshift({ name: 'floor', run: () => floorSlot(least.floor, least.receiver) });
  const us = {};
  let lost = 0;
  for (const { name, run } of [...arms, ...arms.toReversed()]) {
    const measured = await run();
    us[name] = (us[name] ?? 0) + measured.us / 2;
    lost += measured.lost;
  }
  return { us, lost };
}
