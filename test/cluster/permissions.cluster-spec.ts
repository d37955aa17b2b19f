import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** What may be done, by the roles in their order; the listener may do all. */
const roles = ['origin', 'edge', 'auto'] as const;
const passwords = { origin: 'of-origins', edge: 'of-edges', auto: 'of-both' };

const published: readonly (readonly [subject: string, allowed: readonly (typeof roles)[number][]])[] = [
  ['wgr.v1.site.yard.au.h264.full', ['origin', 'auto']],
  ['wgr.v1.site.yard.cu.0123456789abcdef.h264.full', ['origin', 'auto']],
  ['wgr.v1.site.yard.hb', ['origin', 'auto']],
  ['wgr.v1.site.yard.md', ['origin', 'auto']],
  ['wgr.v1.site.yard.ctl', ['origin', 'edge', 'auto']],
  ['wgr.n1.site.0123456789abcdef.hb', ['origin', 'edge', 'auto']],
  ['wgr.n1.site.0123456789abcdef.rq', ['origin', 'edge', 'auto']],
  ['$KV.wgr-site.yard', ['origin', 'auto']],
  ['$JS.API.STREAM.INFO.KV_wgr-site', ['origin', 'auto']],
  ['$JS.API.STREAM.CREATE.KV_wgr-site', ['origin', 'auto']],
  ['$JS.API.STREAM.CREATE.EVERYTHING', []],
  ['$JS.API.STREAM.DELETE.KV_wgr-site', []],
  ['$JS.API.STREAM.UPDATE.KV_wgr-site', []],
  ['$JS.API.STREAM.PURGE.KV_wgr-site', []],
  ['$KV.wgr-other.yard', []],
  ['wgr.v1.other.yard.hb', []],
  ['wgr.v1.other.yard.au.h264.full', []],
  ['wgr.n1.other.0123456789abcdef.hb', []],
  ['wgr.v1.site.yard', []],
  ['_INBOX.wgr.site.edge.one', []],
  ['anything', []],
];

const subscribed: readonly (readonly [
  subject: string,
  group: string | undefined,
  allowed: readonly (typeof roles)[number][],
])[] = [
  ['wgr.v1.site.yard.au.h264.full', undefined, ['edge', 'auto']],
  ['wgr.v1.site.yard.cu.0123456789abcdef.h264.full', undefined, ['edge', 'auto']],
  ['wgr.v1.site.yard.md', undefined, ['edge', 'auto']],
  ['wgr.v1.site.yard.hb', undefined, ['origin', 'edge', 'auto']],
  ['wgr.v1.site.yard.ctl', 'origin', ['origin', 'auto']],
  ['wgr.v1.site.yard.ctl', undefined, []],
  ['wgr.v1.site.yard.ctl', 'another', []],
  ['wgr.n1.site.0123456789abcdef.hb', undefined, ['origin', 'edge', 'auto']],
  ['wgr.n1.site.0123456789abcdef.rq', undefined, ['origin', 'edge', 'auto']],
  ['_INBOX.wgr.site.edge.one', undefined, ['edge']],
  ['_INBOX.wgr.site.origin.one', undefined, ['origin']],
  ['_INBOX.one', undefined, []],
  ['$KV.wgr-site.yard', undefined, []],
  ['wgr.v1.other.yard.hb', undefined, []],
  ['anything', undefined, []],
];

const permissions = readFileSync(new URL('../../docs/operations/nats/cluster.conf', import.meta.url), 'utf8');

describe('a broker with the permissions of docs/operations/nats', () => {
  let server: NatsServer;
  let folder: string;
  let open: NatsConnection[];
  let nodes: ClusterNode[];
  const source = new FakeStreamOrigin();
  const { clock } = source.fake;

  beforeEach(async () => {
    [open, nodes] = [[], []];
    folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-jetstream-'));
    server = await NatsServer.start({
      configuration: `jetstream { store_dir: "${folder}" }\n${permissions.replace(
        'users = [',
        'users = [{ user: all, password: of-all }',
      )}`,
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
    rmSync(folder, { recursive: true, force: true });
  });

  const connect = async (
    user: 'origin' | 'edge' | 'auto' | 'all',
    password: string,
  ): Promise<NatsConnection> => {
    const credentials = { user, password };
    const role = user === 'all' ? 'auto' : user;
    const settings = resolveCluster({ servers: server.url, name: 'site', role, credentials });
    if (settings === undefined) throw new Error('there are no settings');
    const failed = new AbortController();
    const connection = await connectToNats(settings, failed.signal, (error) => failed.abort(error));
    open.push(connection);
    return connection;
  };

  const begin = (connection: NatsConnection, role: 'origin' | 'edge', name = 'site'): ClusterNode => {
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
    begin(atEdge, 'edge').changes$.subscribe(({ stream }) => found.push(stream));
    await atEdge.flush();
    begin(atOrigin, 'origin').publish(source.engine);
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

  test('lets each role publish what it must and nothing else', async () => {
    const listener = await connect('all', 'of-all');
    const heard: string[] = [];
    // What answers of the broker are sent to is not published by a role.
    listener.subscribe('>', ({ subject, data }) => heard.push(`${Buffer.from(data).toString()} ${subject}`));
    await listener.flush();
    for (const role of roles) {
      const connection = await connect(role, passwords[role]);
      for (const [subject] of published) connection.publish(subject, Buffer.from(`"${role}"`));
      await connection.flush();
    }
    await listener.flush();
    for (const [subject, allowed] of published) {
      const by = roles.filter((role) => heard.includes(`"${role}" ${subject}`));
      expect([subject, by]).toEqual([subject, allowed]);
    }
  });

  test('lets each role subscribe to what it must and nothing else', async () => {
    const speaker = await connect('all', 'of-all');
    for (const role of roles) {
      for (const [subject, group, allowed] of subscribed) {
        const connection = await connect(role, passwords[role]);
        let isHeard = false;
        connection.subscribe(subject, () => (isHeard = true), group);
        await connection.flush();
        speaker.publish(subject, Buffer.from('x'));
        await speaker.flush();
        await connection.flush();
        await connection.close();
        expect([role, subject, group, isHeard]).toEqual([role, subject, group, allowed.includes(role)]);
      }
    }
  });

  test('lets an origin have a lock, and an edge none', async () => {
    const notes: string[] = [];
    const note = (line: string): void => void notes.push(line);
    const locksOf = async (role: 'origin' | 'edge' | 'auto') =>
      (await connect(role, passwords[role])).openLocks('site', note);
    const [atOrigin, atAuto, atEdge] = [
      await locksOf('origin'),
      await locksOf('auto'),
      await locksOf('edge'),
    ];
    expect(await atOrigin?.take('yard', 'one')).toBe('held');
    expect(await atAuto?.take('yard', 'other')).toBe('taken');
    expect(await atOrigin?.take('yard', 'one')).toBe('held');
    expect(notes).toEqual([]);
    expect(await atEdge?.take('yard', 'third')).toBe('absent');
    expect(notes).toEqual([expect.stringMatching(/permissions violation/i)]);
    await atOrigin?.release('yard', 'one');
    expect(await atAuto?.take('yard', 'other')).toBe('held');
    expect(await atOrigin?.take('yard', 'one')).toBe('taken');
  });

  test('lets no role read what is answered to another one', async () => {
    const [atEdge, spying] = [await connect('edge', 'of-edges'), await connect('origin', 'of-origins')];
    const heard: string[] = [];
    const note = ({ subject }: { readonly subject: string }): void => void heard.push(subject);
    for (const inbox of ['_INBOX.>', '_INBOX.wgr.site.edge.>', '_INBOX.*.*.*.*.*'])
      spying.subscribe(inbox, note);
    begin(await connect('origin', 'of-origins'), 'origin').publish(source.engine);
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
