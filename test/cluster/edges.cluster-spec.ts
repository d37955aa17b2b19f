import { expect, test } from '@jest/globals';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { NatsServer } from '../support/nats-server.js';
import { freePort } from '../support/free-port.js';
import { NativeViewer } from '../support/native-viewer.js';
import { requestWhepSession } from '../support/post-offer.js';
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

test('a full edge sends a viewer to one with room, and requests for its session reach it from anywhere', async () => {
  await using broker = await NatsServer.start();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const cluster = (query: string): string[] => ['--cluster', `${broker.url}/site?${query}`];
  await using origin = await ServerProcess.start(['--source', 'test:', ...cluster('role=origin')]);
  await using full = await ServerProcess.start([
    ...cluster('role=edge&placement=redirect'),
    '--max-peers',
    '1',
  ]);
  await using idle = await ServerProcess.start(
    cluster(`role=edge&publicUrl=${encodeURIComponent(url)}`),
    port,
  );
  const pageOf = (server: { readonly url: string }): string => new URL('default/', server.url).href;
  const stateOf = async (page: string) =>
    (await (await fetch(new URL('state', page))).json()) as {
      nodes?: readonly { url?: string; viewers: number }[];
    };
  for (const page of [pageOf(full), pageOf(idle)]) {
    await until('the stream', async () => (await fetch(page)).status === 200);
    await until('both edges at both', async () => (await stateOf(page)).nodes?.length === 3);
  }
  await using first = new NativeViewer(['h264']);
  await first.connect(async (sdp) => (await requestWhepSession(pageOf(full), sdp)).sdp);
  await first.waitForFrames(1);
  await using second = new NativeViewer(['h264']);
  let session = '';
  await second.connect(async (sdp) => {
    const answer = await requestWhepSession(pageOf(full), sdp);
    session = answer.session;
    return answer.sdp;
  });
  await second.waitForFrames(1);
  expect(session).toContain(`${pageOf(idle)}whep/`);
  await until('the viewer of the other', async () => {
    const { nodes = [] } = await stateOf(pageOf(full));
    return nodes.some((node) => node.url === pageOf(idle) && node.viewers === 1);
  });
  // As a load balancer would, to whichever is next: the origin, and the edge that has not the session.
  const token = session.split('/').at(-1) ?? '';
  const remove = (page: string) => fetch(new URL(`whep/${token}`, page), { method: 'DELETE' });
  expect((await remove(pageOf(full))).status).toBe(200);
  expect((await remove(origin.url)).status).toBe(404);
}, 60_000);
