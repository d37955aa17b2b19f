// What a viewer that reads nothing does to the others: the time between their frames, with it and without, in turns.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { percentile } from './percentiles.mjs';
import { bootstrapInterval, median } from './send-path/statistics.mjs';
import { openPort, Viewers } from './send-path/viewers.mjs';

const pairs = 6;
// Each of the rarest hundredth of the gaps hits all viewers at once: shorter phases would have but one of them.
const phaseMs = 8_000;
const frameIntervalMs = 1000 / 30;
const framePackets = 7;
const keyFramePackets = 60;
const promisedMs = 5;

async function startReceiver() {
  const child = fork(fileURLToPath(new URL('send-path/gap-receiver.mjs', import.meta.url)));
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

/** Milliseconds between the frames of each stream. */
function gapsOf(arrivals) {
  const last = new Map();
  const gaps = [];
  for (const [stream, atMs] of arrivals) {
    if (last.has(stream)) gaps.push(atMs - last.get(stream));
    last.set(stream, atMs);
  }
  return gaps;
}

async function play(audiences) {
  const endMs = performance.now() + phaseMs;
  for (let dueMs = performance.now(), frame = 0; dueMs < endMs; dueMs += frameIntervalMs, frame += 1) {
    await sleep(Math.max(0, dueMs - performance.now()));
    const packets = frame % 30 === 0 ? keyFramePackets : framePackets;
    for (const audience of audiences) audience.sendFrame(packets);
  }
  await sleep(100);
}

/** First one, then the other, and the other way round the next time. */
const inTurn = (pair) => (pair % 2 === 0 ? ['without', 'with'] : ['with', 'without']);

const readers = await startReceiver();
const deaf = await startReceiver();
const port = await openPort(process.env.WEBGEAR_RTC_SEND_PATH ?? 'native');
const others = new Viewers(port, readers.port, 10);
const slow = new Viewers(port, deaf.port, 1);
const gaps = { with: [], without: [] };
try {
  deaf.child.kill('SIGSTOP');
  await play([others]);
  for (const phase of Array.from({ length: pairs }, (_, at) => inTurn(at)).flat()) {
    readers.child.send('forget');
    await once(readers.child, 'message');
    await play(phase === 'with' ? [slow, others] : [others]);
    readers.child.send('report');
    const [{ arrivals }] = await once(readers.child, 'message');
    gaps[phase].push(gapsOf(arrivals));
  }
  const p99 = (phase) => gaps[phase].map((ofPhase) => percentile(ofPhase, 0.99));
  for (const phase of ['without', 'with']) {
    const list = p99(phase).map((ms) => ms.toFixed(1));
    process.stdout.write(`p99 of the gap between frames, ${phase.padEnd(7)}: ${list.join(', ')} ms\n`);
  }
  const without = p99('without');
  const movedMs = p99('with').map((ms, pair) => ms - without[pair]);
  const [low, high] = bootstrapInterval(movedMs, median);
  const range = `${low.toFixed(1)} to ${high.toFixed(1)}`;
  process.stdout.write(
    `a viewer that reads nothing moves it by ${median(movedMs).toFixed(1)} ms (median; 95 %: ${range})\n`,
  );
  if (high - low > 2 * promisedMs) process.stdout.write('void: the machine is too busy to tell\n');
  else process.exitCode = high <= promisedMs ? 0 : 1;
} finally {
  deaf.child.kill('SIGCONT');
  deaf.child.disconnect();
  readers.child.disconnect();
  for (const audience of [others, slow]) audience.close();
  await port.port.close();
}
