import { expect, test } from '@jest/globals';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { NatsServer } from '../support/nats-server.js';
import { watchPage } from '../support/watch-page.js';

test('two edges, one of them with threads, show the stream of an origin to viewers that are no browsers', async () => {
  await using broker = await NatsServer.start();
  const cluster = (role: string): string[] => ['--cluster', `${broker.url}/site?role=${role}`];
  await using origin = await ServerProcess.start(['--source', 'test:', ...cluster('origin')]);
  await using edge = await ServerProcess.start(cluster('edge'));
  await using threaded = await ServerProcess.start([...cluster('edge'), '--threads', '1']);
  for (const { url } of [edge, threaded]) {
    const page = new URL('default/', url).href;
    await until('the stream at the edge', async () => (await fetch(page)).status === 200);
    await watchPage(page);
    const image = await fetch(new URL('snapshot.jpg', page));
    expect(image.status).toBe(409);
  }
  expect((await fetch(new URL('snapshot.jpg', origin.url))).status).toBe(200);
}, 60_000);
