import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ClusterNode } from '../../libs/webgear-rtc/src/cluster/cluster-node.js';
import type { EdgeStream } from '../../libs/webgear-rtc/src/cluster/edge-stream.js';
import { connectToNats, type NatsConnection } from '../../libs/webgear-rtc/src/cluster/nats-connection.js';
import { fullVideo } from '../../libs/webgear-rtc/src/media/rendition-key.js';
import { resolveCluster } from '../../libs/webgear-rtc/src/options/cluster-schema.js';
import { FakeStreamOrigin } from '../../libs/webgear-rtc/src/testing/fake-stream-origin.js';
import { RecordingSink } from '../../libs/webgear-rtc/src/testing/stream-engine-rig.js';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { NatsServer } from '../support/nats-server.js';

const permissions = readFileSync(new URL('../../docs/operations/nats/cluster.conf', import.meta.url), 'utf8');

describe('a broker with the permissions of docs/operations/nats', () => {
  let server: NatsServer;
  let open: NatsConnection[];
  let nodes: ClusterNode[];
  const source = new FakeStreamOrigin();
  const { clock } = source.fake;

  beforeEach(async () => {
    [open, nodes] = [[], []];
    server = await NatsServer.start({
      configuration: permissions,
      environment: {
        ORIGIN_PASSWORD: 'of-origins',
        EDGE_PASSWORD: 'of-edges',
        AUTO_PASSWORD: 'of-both',
      },
    });
  });

  afterEach(async () => {
    for (const node of nodes) node.close();
    for (const connection of open) await connection.close();
    await server[Symbol.asyncDispose]();
  });

  const connect = async (user: 'origin' | 'edge' | 'auto', password: string): Promise<NatsConnection> => {
    const credentials = { user, password };
    const settings = resolveCluster({ servers: server.url, name: 'site', role: user, credentials });
    if (settings === undefined) throw new Error('there are no settings');
    const failed = new AbortController();
    const connection = await connectToNats(settings, failed.signal, (error) => failed.abort(error));
    open.push(connection);
    return connection;
  };

  const join = (connection: NatsConnection, role: 'origin' | 'edge', name = 'site'): ClusterNode => {
    const settings = { name, role, streams: undefined };
    const node = new ClusterNode({
      settings,
      connection,
      clock,
      onError: (error) => expect(error).toBeUndefined(),
    });
    nodes.push(node);
    return node;
  };

  test('lets an origin publish and an edge watch, and refuses who does not know the password', async () => {
    const [atOrigin, atEdge] = [await connect('origin', 'of-origins'), await connect('edge', 'of-edges')];
    const found: EdgeStream[] = [];
    join(atEdge, 'edge').changes$.subscribe(({ stream }) => found.push(stream));
    await atEdge.flush();
    join(atOrigin, 'origin').publish(source.engine);
    await until('the stream', () => found.length > 0);
    const sink = new RecordingSink();
    found[0]?.subscribe(fullVideo('h264'), sink);
    await source.act('open');
    await until('a frame', async () => {
      await source.act('frame');
      return sink.received.length > 2;
    });
    expect(await found[0]?.h264LevelIdc(0)).toBeGreaterThan(0);
    await found[0]?.close();
    // With the reason of the first attempt, after which the test gives up.
    const refused = expect.objectContaining({ message: expect.stringMatching(/authorization/i) });
    await expect(connect('edge', 'guessed')).rejects.toMatchObject({ cause: refused });
  });

  test('lets an edge publish neither frames nor heartbeats, and neither role reach other clusters', async () => {
    const [atOrigin, atEdge] = [await connect('origin', 'of-origins'), await connect('edge', 'of-edges')];
    const [listener, other] = [await connect('auto', 'of-both'), await connect('auto', 'of-both')];
    const heard: string[] = [];
    const note = ({ subject }: { readonly subject: string }): void => void heard.push(subject);
    for (const subject of ['wgr.v1.site.*.au.>', 'wgr.v1.site.*.hb', 'wgr.v1.other.*.hb', '>']) {
      listener.subscribe(subject, note);
    }
    await listener.flush();
    const bytes = Buffer.from('forged');
    for (const subject of ['wgr.v1.site.yard.au.h264.full', 'wgr.v1.site.yard.hb'])
      atEdge.publish(subject, bytes);
    for (const connection of [atOrigin, atEdge]) connection.publish('wgr.v1.other.yard.hb', bytes);
    await Promise.all([atEdge.flush(), atOrigin.flush()]);
    other.publish('wgr.v1.site.yard.hb', bytes);
    await other.flush();
    await listener.flush();
    expect(heard).toEqual(['wgr.v1.site.yard.hb']);
  });

  test('lets no role read what is answered to another one', async () => {
    const [atEdge, spying] = [await connect('edge', 'of-edges'), await connect('origin', 'of-origins')];
    const heard: string[] = [];
    const note = ({ subject }: { readonly subject: string }): void => void heard.push(subject);
    for (const inbox of ['_INBOX.>', '_INBOX.wgr.site.edge.>', '_INBOX.*.*.*.*.*'])
      spying.subscribe(inbox, note);
    join(await connect('origin', 'of-origins'), 'origin').publish(source.engine);
    await spying.flush();
    const request = Buffer.from(JSON.stringify({ kind: 'describe' }));
    let answer: Uint8Array | undefined;
    await until('an answer', async () => {
      answer = await atEdge.request('wgr.v1.site.garden.ctl', request, 500).catch(() => undefined);
      return answer !== undefined;
    });
    expect(Buffer.from(answer ?? []).toString()).toContain('"garden"');
    await spying.flush();
    expect(heard).toEqual([]);
  });
});
