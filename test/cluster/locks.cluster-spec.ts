import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readHeartbeat } from '../../libs/webgear-rtc/src/cluster/messages.js';
import { connectToNats, type NatsConnection } from '../../libs/webgear-rtc/src/cluster/nats-connection.js';
import { resolveCluster } from '../../libs/webgear-rtc/src/options/cluster-schema.js';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { NatsServer } from '../support/nats-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { tellGap } from './support/tell-gap.js';

const TEST_LIMIT_MS = 90_000;

const refused = 'permissions: { publish: { deny: ["$JS.>", "$KV.>"] } }';

/** Word of one origin, as edges hear it. */
interface Word {
  readonly origin: string;
  readonly epoch: number;
  readonly atMs: number;
}

describe('two origins of one stream, with locks in JetStream', () => {
  let folder: string;
  let things: AsyncDisposable[];
  let listener: NatsConnection | undefined;
  let words: Word[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-jetstream-'));
    [things, words, listener] = [[], [], undefined];
  });

  afterEach(async () => {
    await listener?.close();
    for (const thing of things.toReversed()) await thing[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const keep = <Thing extends AsyncDisposable>(thing: Thing): Thing => {
    things.push(thing);
    return thing;
  };

  const startBroker = async (configuration = `jetstream { store_dir: "${folder}" }`): Promise<NatsServer> => {
    const broker = keep(await NatsServer.start({ configuration }));
    const settings = resolveCluster({ servers: broker.url, name: 'site' });
    if (settings === undefined) throw new Error('there are no settings');
    listener = await connectToNats(settings, new AbortController().signal, () => undefined);
    listener.subscribe('wgr.v1.site.default.hb', ({ data }) => {
      const heartbeat = readHeartbeat(data);
      if (heartbeat !== undefined && heartbeat.gone !== true)
        words.push({ origin: heartbeat.origin, epoch: heartbeat.epoch, atMs: performance.now() });
    });
    return broker;
  };

  const startOrigin = async (url: string): Promise<ServerProcess> =>
    keep(
      await ServerProcess.start([
        '--source',
        'test:?size=320x240&rate=10',
        '--cluster',
        `${url}/site?role=origin`,
        '--metrics',
        '--log-level',
        'log',
      ]),
    );

  /** Who has said since then that it is the origin. */
  const originsSince = (sinceMs: number): string[] => [
    ...new Set(words.filter(({ atMs }) => atMs >= sinceMs).map(({ origin }) => origin)),
  ];

  const firstWordSince = async (sinceMs: number, other?: string): Promise<Word> => {
    const find = (): Word | undefined =>
      words.find(({ origin, atMs }) => atMs >= sinceMs && origin !== other);
    await until('an origin', () => find() !== undefined, 30_000);
    return find() as Word;
  };

  /** Two origins of one stream, the one that has the lock first. */
  const startTwo = async (url: string): Promise<[ServerProcess, ServerProcess]> => {
    const first = await startOrigin(url);
    await firstWordSince(0);
    const second = await startOrigin(url);
    // It hears of the first one.
    await sleep(1500);
    return [first, second];
  };

  test(
    'that start together: exactly one publishes',
    async () => {
      const broker = await startBroker();
      await Promise.all([startOrigin(broker.url), startOrigin(broker.url)]);
      await firstWordSince(0);
      await sleep(5000);
      expect(originsSince(0)).toHaveLength(1);
      expect(new Set(words.map(({ epoch }) => epoch))).toEqual(new Set([1]));
    },
    TEST_LIMIT_MS,
  );

  test(
    'the holder is killed: the other one has the lock when it ends, and at once where it is ended',
    async () => {
      const broker = await startBroker();
      const [first, second] = await startTwo(broker.url);
      const before = words[0]?.origin;
      const killedAtMs = performance.now();
      await first.stop('SIGKILL');
      const next = await firstWordSince(killedAtMs, before);
      tellGap('origin with a lock dies', next.atMs - killedAtMs);
      expect(next.atMs - killedAtMs).toBeLessThan(13_000);
      expect(next.epoch).toBe(2);
      await startOrigin(broker.url);
      await sleep(1500);
      const endedAtMs = performance.now();
      await second.stop();
      const third = await firstWordSince(endedAtMs, next.origin);
      tellGap('origin with a lock ends', third.atMs - endedAtMs);
      expect(third.atMs - endedAtMs).toBeLessThan(4000);
    },
    TEST_LIMIT_MS,
  );

  test(
    'the holder is parted from the broker: it stops before the other one begins',
    async () => {
      const broker = await startBroker();
      const { port } = new URL(broker.url);
      using proxy = await TcpProxy.start(() => Number(port));
      const first = await startOrigin(`nats://127.0.0.1:${new URL(proxy.url).port}`);
      const { origin: before } = await firstWordSince(0);
      await startOrigin(broker.url);
      await sleep(1000);
      const cutAtMs = performance.now();
      proxy.holdsNewOnes = true;
      proxy.holdSilently();
      const stopped = until('its end', async () => (await edgesOf(first)) === undefined, 20_000).then(() =>
        performance.now(),
      );
      const [stoppedAtMs, next] = await Promise.all([stopped, firstWordSince(cutAtMs, before)]);
      process.stdout.write(`parted: stops after ${((stoppedAtMs - cutAtMs) / 1000).toFixed(1)} s\n`);
      expect(stoppedAtMs).toBeLessThan(next.atMs);
      expect(originsSince(next.atMs)).toEqual([next.origin]);
    },
    TEST_LIMIT_MS,
  );

  test.each([
    ['with its store', false],
    ['without its store', true],
  ])(
    'the broker restarts %s: the same one goes on',
    async (_how, isEmptied) => {
      const broker = await startBroker();
      await startTwo(broker.url);
      const [origin] = originsSince(0);
      await broker.kill();
      if (isEmptied) rmSync(folder, { recursive: true, force: true });
      await broker.startAgain();
      const backAtMs = performance.now();
      await firstWordSince(backAtMs);
      await sleep(13_000);
      expect(originsSince(0)).toEqual([origin]);
      expect(words.filter(({ atMs }) => atMs > backAtMs + 8000).length).toBeGreaterThan(3);
    },
    TEST_LIMIT_MS,
  );

  test.each([
    ['no JetStream', undefined, /jetstream is not enabled/],
    [
      'no permission for it',
      `no_auth_user: a\nauthorization { users = [{ user: a, password: b, ${refused} }] }`,
      /permissions violation/i,
    ],
  ])(
    'a broker with %s: epochs decide, and one line says so',
    async (_how, users, reason) => {
      const broker = await startBroker(
        users === undefined ? '' : `jetstream { store_dir: "${folder}" }\n${users}`,
      );
      const [first, second] = await startTwo(broker.url);
      await sleep(3000);
      expect(originsSince(0)).toHaveLength(1);
      expect(first.output.split('origins are decided by epochs')).toHaveLength(2);
      expect(first.output).toMatch(reason);
      expect(second.running).toBe(true);
    },
    TEST_LIMIT_MS,
  );
});

/** How many edges an origin has, by its metrics; `undefined` where it is none. */
async function edgesOf({ url }: ServerProcess): Promise<number | undefined> {
  const text = await (await fetch(new URL('metrics', url))).text();
  const value = /^webgear_rtc_bus_subscribers\{[^}]*\} (\d+)/m.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
