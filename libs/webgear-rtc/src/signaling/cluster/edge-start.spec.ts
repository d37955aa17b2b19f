import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type UnitHostSettings,
} from '../../../../../test/support/unit-host.js';
import { InMemoryBroker, type InMemoryConnection } from '../../testing/in-memory-broker.js';
import { until } from '../../testing/until.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

describe('an edge that starts', () => {
  const folder = temporaryFolder();
  let broker: InMemoryBroker;
  let started: UnitHost[];

  beforeEach(() => {
    broker = new InMemoryBroker();
    started = [];
  });

  afterEach(async () => {
    for (const host of started) await host[Symbol.asyncDispose]();
  });

  async function start(
    role: 'origin' | 'edge',
    environment: Pick<UnitHostSettings, 'adapter' | 'clock' | 'connectToBroker'> = {},
  ): Promise<UnitHost> {
    const connection = broker.connect();
    const host = await UnitHost.start({
      imports: [
        WebGearRtcModule.forRoot({
          streams: role === 'edge' ? {} : { front: { source: 'test:' } },
          path: 'here',
          customDataLocation: folder.path,
          cluster: { servers: 'nats://broker', role },
        }),
      ],
      connectToBroker: () => Promise.resolve(connection),
      ...environment,
    });
    started.push(host);
    return host;
  }

  test.each(adapters)(
    'under %s does not say that a stream does not exist before it can know',
    async (adapter) => {
      let arrive = (): void => undefined;
      const connection = broker.connect();
      const connectToBroker = async (): Promise<InMemoryConnection> => {
        await new Promise<void>((resolve) => (arrive = resolve));
        return connection;
      };
      const edge = await start('edge', { adapter, connectToBroker });
      const at = (name: string, method = 'GET'): Promise<Response> =>
        fetch(`${edge.url}/here/${name}`, { method });
      for (const [route, method] of [
        ['front/state', 'GET'],
        ['front/whep', 'POST'],
        ['front', 'GET'],
        ['front/whep/token', 'DELETE'],
      ] as const) {
        const early = await at(route, method);
        expect([route, early.status, early.headers.get('retry-after')]).toEqual([route, 503, '1']);
        expect(await early.json()).toMatchObject({ code: 'WGR_CLUSTER_STARTING' });
      }
      expect((await at('front/nonsense')).status).toBe(404);
      await start('origin');
      arrive();
      await until('the stream of the origin', async () => (await at('front/state')).status === 200);
      await until('an end of the wait', async () => (await at('yard/state')).status === 404);
    },
  );

  test('hears of streams at once, not with the next heartbeat of their origin', async () => {
    // Whose clock stands still.
    await start('origin', { clock: new VirtualCaptureClock(0) });
    await until('the first heartbeat', () => broker.log.includes('wgr.v1.default.front.hb'));
    const edge = await start('edge');
    const ask = async (): Promise<number> => (await fetch(`${edge.url}/here/front/state`)).status;
    await until('the stream', async () => (await ask()) === 200);
    expect(await ask()).toBe(200);
  });
});
