// The server between lines: the built module in an application that tells what it knows of each viewer, ten times a second.
import 'reflect-metadata';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from '../../../libs/webgear-rtc/dist/index.js';

const { options, dataFolder } = JSON.parse(process.argv[2]);
const sampleMs = 100;
/** What is later than this is noted. */
const lateMs = 25;

class HostModule {}
const app = await NestFactory.create(
  {
    module: HostModule,
    imports: [
      WebGearRtcModule.forRoot({
        loop: true,
        frameSizeReduction: 0,
        udpAddress: '127.0.0.1',
        iceTcp: false,
        customDataLocation: dataFolder,
        ...options,
      }),
    ],
  },
  { logger: ['error', 'warn'] },
);
await app.listen(0, '127.0.0.1');
const service = app.get(WebGearRtcService);

/** @type {object[]} */
let samples = [];
/** @type {[number, number][]} */
let stalls = [];
let dueMs = performance.now() + sampleMs;
setInterval(() => {
  const nowMs = performance.now();
  if (nowMs - dueMs > lateMs) stalls.push([performance.timeOrigin + dueMs, performance.timeOrigin + nowMs]);
  dueMs = nowMs + sampleMs;
  const peers = service.peers.map((peer) => ({ ...peer }));
  samples.push({ atMs: performance.timeOrigin + nowMs, peers, renditions: service.stats().renditions });
}, sampleMs).unref();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ samples, stalls, cpuSeconds: (user + system) / 1e6, eventLoopDelayMaxMs: delay.max / 1e6 });
  samples = [];
  stalls = [];
});
process.on('disconnect', () => process.exit(0));
process.send({ url: `${await app.getUrl()}/` });
