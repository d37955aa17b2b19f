// An application with a route of its own beside the video, which says what its main thread has used.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from '../../../libs/webgear-rtc/dist/index.js';

const threads = JSON.parse(process.argv[2] ?? 'false');
const microsecondsPerTick = 10_000;

class HostModule {}
const app = await NestFactory.create(
  {
    module: HostModule,
    imports: [
      WebGearRtcModule.forRoot({
        // A film, as a camera would be: the built-in pattern draws its clock on the main thread.
        source: process.argv[4],
        loop: true,
        passthrough: 'never',
        frameSizeReduction: 0,
        udpAddress: '127.0.0.1',
        idleStopMs: 0,
        threads,
        customDataLocation: process.argv[3],
        path: '/video',
        maxPeers: 1000,
      }),
    ],
  },
  { logger: ['error', 'warn'] },
);
app.getHttpAdapter().get('/health', (_request, response) => response.send('OK'));
await app.listen(0, '127.0.0.1');

/** CPU time of the main thread alone, in microseconds, where the system tells. */
function mainThreadUs() {
  try {
    const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
  } catch {
    return Number.NaN;
  }
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const { rss } = process.memoryUsage();
  const { length: peers } = app.get(WebGearRtcService).peers;
  process.send({ peers, mainThreadUs: mainThreadUs(), processUs: user + system, rssBytes: rss });
});
process.on('disconnect', () => void app.close());
process.send({ url: await app.getUrl() });
