// What a cluster costs and adds, in parts that can be run alone; all but the last two without any flag:
// --messages: CPU of a message at the origin and at an edge, and the delay it adds, through a real nats-server on the loopback address.
// --loopback: first frame and delay at a warm edge beside a single server, and what 100 viewers at two edges cost the origin.
// --sites: first frame and delay between two network namespaces, 20 ms and 1 % of loss apart.
// --simulate: --messages, and what that makes of 1,000 to 1,000,000 viewers.
// --soak [KILLS [SECONDS]]: the broker is killed again and again: 60 times, a minute between two.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { batchPayloads } from '../../libs/webgear-rtc/dist/rtp/gso-batches.js';
import { FrameAssembler } from '../../libs/webgear-rtc/dist/cluster/frame-assembler.js';
import { writeFrame } from '../../libs/webgear-rtc/dist/cluster/frame-message.js';
import { connectToNats } from '../../libs/webgear-rtc/dist/cluster/nats-connection.js';
import { codecs } from '../../libs/webgear-rtc/dist/codecs/codecs.js';
import { resolveCluster } from '../../libs/webgear-rtc/dist/options/cluster-schema.js';
import { findNatsServer } from '../../tools/executables.mjs';
import { compareBetweenSites, compareOnLoopback } from './cluster/compare.mjs';
import { simulate } from './cluster/simulate.mjs';
import { killBrokers } from './cluster/soak.mjs';

const port = 14_823;
const seconds = 8;
const streams = 20;
const framerate = 30;
/** The mean of 2 Mbit/s at 30 frames per second. */
const frameBytes = 8333;
const edges = 2;
const say = (text) => process.stdout.write(`${text}\n`);
const nowUs = () => Number(process.hrtime.bigint() / 1000n);

const [, , role = ''] = process.argv;
const parts = ['--messages', '--loopback', '--sites', '--simulate', '--soak'];
const asked = process.argv.slice(2).filter((word) => word.startsWith('--'));
const unknown = asked.find((word) => !parts.includes(word));
if (unknown !== undefined) throw new Error(`${unknown} is none of ${parts.join(', ')}`);
if (role === 'origin') await runOrigin();
else if (role === 'edge') await runEdge();
else {
  const isWanted = (part) =>
    asked.length === 0 ? !['--simulate', '--soak'].includes(part) : asked.includes(part);
  if (isWanted('--messages') || isWanted('--simulate')) await measure();
  if (isWanted('--loopback')) await sayAll(compareOnLoopback());
  if (isWanted('--sites')) await sayAll(compareBetweenSites());
  if (isWanted('--soak')) await soak();
  // The library of the viewers has threads that keep a process up.
  process.exit();
}

async function sayAll(lines) {
  for await (const line of lines) say(line);
}

async function soak() {
  const [kills = 60, seconds = 60] = process.argv.slice(process.argv.indexOf('--soak') + 1).map(Number);
  await sayAll(killBrokers({ kills, seconds }));
}

async function measure() {
  const program = findNatsServer();
  if (program === undefined) throw new Error('There is no NATS server: run `npm run setup:debian`');
  const broker = spawn(program, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  try {
    await sleep(500);
    const file = fileURLToPath(import.meta.url);
    const receiving = Array.from({ length: edges }, () => fork(file, ['edge']));
    await Promise.all(receiving.map((edge) => once(edge, 'message')));
    const origin = fork(file, ['origin']);
    const [[sent], ...received] = await Promise.all(
      [origin, ...receiving].map((process) => once(process, 'message')),
    );
    const costs = received.map(([result]) => result);
    const edgeUs = Math.max(...costs.map(({ cpuUs }) => cpuUs));
    say(`${streams} streams of 2 Mbit/s, ${framerate} frames per second, ${edges} edges, ${seconds} s`);
    say(`origin: ${sent.cpuUs.toFixed(0)} µs of CPU a message, ${sent.messages} messages`);
    for (const { cpuUs, messages, p50Us, p99Us } of costs) {
      say(
        `edge: ${cpuUs.toFixed(0)} µs of CPU a message, ${messages} messages, delay ${(p50Us / 1000).toFixed(2)} ms p50, ` +
          `${(p99Us / 1000).toFixed(2)} ms p99`,
      );
    }
    if (process.argv.includes('--simulate')) {
      for (const line of simulate({ originUs: sent.cpuUs, edgeUs, delayMs: costs[0].p50Us / 1000 }))
        say(line);
    }
  } finally {
    broker.kill();
  }
}

function connection() {
  const settings = resolveCluster(`nats://127.0.0.1:${port}/bench`);
  return connectToNats(settings, new AbortController().signal, (error) => say(String(error)));
}

async function runOrigin() {
  const bus = await connection();
  const data = Buffer.alloc(frameBytes, 0x55);
  data.set([0, 0, 0, 1, 0x41]);
  const encoded = { codec: 'h264', keyFrame: false, captureTimeUs: 0, width: 1280, height: 720, data };
  const facts = {
    encoded,
    keyFrame: false,
    catchUp: false,
    rtpTimestamp: 0,
    h264Profile: undefined,
    epoch: 1,
  };
  const before = process.cpuUsage();
  let messages = 0;
  for (let frame = 0; frame < seconds * framerate; frame += 1) {
    for (let stream = 0; stream < streams; stream += 1) {
      const outgoing = { ...facts, sequence: frame, captureTimeUs: nowUs() };
      for (const message of writeFrame(outgoing, bus.maxPayloadBytes)) {
        bus.publish(`wgr.v1.bench.s${stream}.au.h264.full`, message);
        messages += 1;
      }
      await sleep(1000 / framerate / streams);
    }
  }
  const { user, system } = process.cpuUsage(before);
  bus.publish('wgr.v1.bench.end.hb', Buffer.alloc(1));
  await bus.close();
  process.send({ cpuUs: (user + system) / messages, messages });
  process.disconnect();
}

async function runEdge() {
  const bus = await connection();
  const payloaders = new Map();
  const assembler = new FrameAssembler();
  const delays = [];
  let before;
  bus.subscribe('wgr.v1.bench.*.au.>', ({ subject, data }) => {
    before ??= process.cpuUsage();
    const frame = assembler.push(data);
    if (frame === undefined) return;
    delays.push(nowUs() - frame.header.captureTimeUs);
    const payloader = payloaders.get(subject) ?? codecs.h264.createPayloader();
    payloaders.set(subject, payloader);
    batchPayloads(payloader.payload(frame.data));
  });
  const ended = new Promise((resolve) => bus.subscribe('wgr.v1.bench.end.hb', resolve));
  await bus.flush();
  process.send('ready');
  await ended;
  const { user, system } = process.cpuUsage(before);
  const sorted = delays.toSorted((one, other) => one - other);
  const quantile = (share) => sorted[Math.floor(sorted.length * share)];
  const messages = delays.length;
  process.send({ cpuUs: (user + system) / messages, messages, p50Us: quantile(0.5), p99Us: quantile(0.99) });
  await bus.close();
  process.disconnect();
}
