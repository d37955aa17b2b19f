import { expect, test } from '@jest/globals';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { encodeFrames } from '../support/encoded-frames.js';
import { freePort } from '../support/free-port.js';
import { NativePublisher } from '../support/native-publisher.js';
import { NatsServer } from '../support/nats-server.js';
import { WatchingViewer } from './support/watching-viewer.js';

const fragmentType = 'application/trickle-ice-sdpfrag';

/** What a publisher says of another ICE session of its own. */
const restart = [
  'a=ice-ufrag:new1',
  'a=ice-pwd:0123456789012345678901',
  'm=video 9 UDP/TLS/RTP/SAVPF 0',
  'a=mid:0',
  '',
].join('\r\n');

test('a publisher at an origin is seen at an edge, and requests for its session reach it from anywhere', async () => {
  const frames = await encodeFrames('h264', { width: 320, height: 240, framerate: 25, count: 25 });
  await using broker = await NatsServer.start();
  const cluster = (role: string): string[] => ['--cluster', `${broker.url}/site?role=${role}`];
  const port = await freePort();
  const publicUrl = encodeURIComponent(`http://127.0.0.1:${port}/`);
  await using origin = await ServerProcess.start(
    ['--source', 'whip:', ...cluster(`origin&publicUrl=${publicUrl}`)],
    port,
  );
  await using edge = await ServerProcess.start(cluster('edge'));
  await using other = await ServerProcess.start(['--source', 'whip:', ...cluster('origin')]);
  const page = new URL('default/', edge.url).href;
  await until('the stream at the edge', async () => (await fetch(page)).status === 200);

  await using misled = new NativePublisher({ frames, framerate: 25 });
  expect(await misled.publish(`${page}whip?placed=1`)).toBe(409);

  // Redirected to the origin.
  await using publisher = new NativePublisher({ frames, framerate: 25 });
  expect(await publisher.publish(`${page}whip`)).toBe(201);
  expect(publisher.resource).toContain(`${origin.url}whip/`);
  await using viewer = await WatchingViewer.watch(page);
  await viewer.waitForMore();

  // As a load balancer would, to whichever is next: an edge, and an origin that stands by.
  const token = publisher.resource.split('/').at(-1) ?? '';
  const places = [`${page}whip/${token}`, `${other.url}whip/${token}`];
  const patch = (url: string, ifMatch: string, body: string): Promise<Response> =>
    fetch(url, {
      method: 'PATCH',
      headers: { 'Content-Type': fragmentType, 'If-Match': ifMatch },
      body,
    });
  for (const place of places) {
    expect((await patch(place, '"another"', restart)).status).toBe(412);
    const broken = await patch(place, '*', 'nonsense');
    expect([broken.status, await broken.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'WGR_CANDIDATES_INVALID' }),
    ]);
  }
  await viewer.waitForMore();
  for (const [index, place] of places.entries()) {
    const restarted = await patch(place, '*', restart.replace('new1', `new${index}`));
    expect([restarted.status, restarted.headers.get('content-type')]).toEqual([200, fragmentType]);
    expect(await restarted.text()).toContain('a=ice-ufrag:');
  }
  // No further candidates, for the ICE session there is now.
  const known = await patch(places[0] ?? '', '*', restart);
  expect([known.status, known.headers.get('content-type')]).toEqual([204, null]);
  const [atEdge = '', atOther = ''] = places;
  expect((await fetch(atOther, { method: 'DELETE' })).status).toBe(200);
  const again = await fetch(atEdge, { method: 'DELETE' });
  expect([again.status, await again.json()]).toEqual([
    404,
    expect.objectContaining({ code: 'WGR_SESSION_UNKNOWN' }),
  ]);
  const state = async (): Promise<unknown> => (await fetch(`${origin.url}state`)).json();
  await until('the slate', async () => JSON.stringify(await state()).includes('"reconnecting"'));
}, 60_000);
