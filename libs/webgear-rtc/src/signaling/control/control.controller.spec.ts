import { ForbiddenException, Injectable, Module, Scope, type CanActivate } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adapters,
  temporaryFolder,
  UnitHost,
  type ReadAnswer,
} from '../../../../../test/support/unit-host.js';
import type { PeerSnapshot } from '../../peers/peer-snapshot.interface.js';
import { WebGearRtcControl, type ControlContext } from '../../remote-control/control-decorator.js';
import { until } from '../../testing/until.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';

/** What handlers were called with. */
const calls: { readonly value: unknown; readonly context: ControlContext }[] = [];

@Injectable()
class CameraControls {
  @WebGearRtcControl('ptz', { deadManMs: 300 })
  move(value: unknown, context: ControlContext): void {
    if (value === 'forbidden') throw new ForbiddenException('Not this way');
    calls.push({ value, context });
  }

  @WebGearRtcControl('light', { maxPerSecond: 2 })
  @WebGearRtcControl('lamp')
  async switch(value: unknown, context: ControlContext): Promise<object> {
    calls.push({ value, context });
    if (value === 'broken') throw new Error('secret detail');
    return { isOn: value === true };
  }
}

@Module({ providers: [CameraControls, { provide: 'alias', useExisting: CameraControls }] })
class CameraModule {}

describe.each(adapters)('a control under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  beforeEach(() => {
    folder = temporaryFolder();
    calls.length = 0;
  });

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(guards: readonly CanActivate[] = []): Promise<void> {
    const options = { source: 'test:?size=160x120', customDataLocation: folder.path, path: 'camera', guards };
    host = await UnitHost.start({ adapter, imports: [CameraModule, WebGearRtcModule.forRoot(options)] });
  }

  const post = (body: object, sessionToken = 'secret-1'): Promise<ReadAnswer> =>
    host.post('/camera/control', 'application/json', JSON.stringify({ sessionToken, ...body }));
  const statusAndCode = ({ status, text }: ReadAnswer): unknown[] => [
    status,
    (JSON.parse(text) as { code?: string }).code,
  ];
  const stops = (): unknown[] => calls.map(({ context }) => context.stop).filter(Boolean);

  it('is answered by its handler, which knows the viewer and the request', async () => {
    await start([
      {
        canActivate: (context) => {
          Object.assign(context.switchToHttp().getRequest<object>(), { user: { name: 'Ada' } });
          return true;
        },
      },
    ]);
    const answer = await post({ name: 'lamp', value: true });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { result: { isOn: true } }]);
    expect(calls).toMatchObject([
      {
        value: true,
        context: {
          name: 'lamp',
          streamName: 'default',
          viewer: { peerId: 'peer-1' },
          request: { user: { name: 'Ada' } },
        },
      },
    ]);
  });

  it('is behind the guards', async () => {
    await start([{ canActivate: () => false }]);
    expect((await post({ name: 'lamp', value: true })).status).toBe(403);
    expect(calls).toEqual([]);
  });

  it('is for viewers of the stream, and has a name', async () => {
    await start();
    expect(statusAndCode(await post({ name: 'lamp' }, 'guessed'))).toEqual([404, 'WGR_SESSION_UNKNOWN']);
    expect(statusAndCode(await post({ name: 'toString' }))).toEqual([404, 'WGR_CONTROL_UNKNOWN']);
  });

  it('is refused with a body that is no message', async () => {
    await start();
    for (const body of [
      { value: 1 },
      { name: 'lamp', kind: 'nod' },
      { name: 'lamp', kind: 'motion', sequence: -1 },
      { name: 'lamp', value: 'a'.repeat(16_385) },
      { name: 'lamp', sessionToken: 1 },
    ]) {
      expect(statusAndCode(await post(body))).toEqual([400, 'WGR_CONTROL_MESSAGE_INVALID']);
    }
    const list = await host.post('/camera/control', 'application/json', '[]');
    expect(statusAndCode(list)).toEqual([400, 'WGR_CONTROL_MESSAGE_INVALID']);
    expect(calls).toEqual([]);
  });

  it('has the errors of its handler, without what they do not tell', async () => {
    await start();
    expect((await post({ name: 'ptz', value: 'forbidden', kind: 'motion' })).status).toBe(403);
    const broken = await post({ name: 'lamp', value: 'broken' });
    expect([broken.status, broken.text.includes('secret detail')]).toEqual([500, false]);
    expect((await post({ name: 'lamp', value: false })).status).toBe(200);
  });

  it('takes so many messages a second', async () => {
    await start();
    const answers = await Promise.all(Array.from({ length: 4 }, () => post({ name: 'light', value: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1');
  });

  it('stops when its page is silent, and goes on while it confirms', async () => {
    await start();
    const startedAtMs = performance.now();
    for (let count = 0; count < 6; count++) {
      const answer = await post({ name: 'ptz', value: { pan: 1 }, kind: 'motion', sequence: 7 });
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { deadManMs: 300 }]);
      if (performance.now() - startedAtMs > 250 * (count + 1)) continue;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(calls[0]?.value).toEqual({ pan: 1 });
    const before = stops().length;
    await until('the stop', () => stops().length > before);
    expect(stops().at(-1)).toBe('silent');
    expect(calls.at(-1)).toMatchObject({ value: undefined, context: { viewer: { peerId: 'peer-1' } } });
  });

  it('does not begin after the release that has overtaken it', async () => {
    await start();
    expect((await post({ name: 'ptz', kind: 'release', sequence: 2 })).status).toBe(200);
    expect((await post({ name: 'ptz', value: 1, kind: 'motion', sequence: 1 })).status).toBe(200);
    expect(calls).toEqual([]);
  });

  it('stops when its page says so, with its viewer, and with the application', async () => {
    await start();
    const motion = (sequence: number): Promise<ReadAnswer> =>
      post({ name: 'ptz', value: 1, kind: 'motion', sequence });
    await motion(1);
    expect((await post({ name: 'ptz', kind: 'release', sequence: 2 })).status).toBe(200);
    expect(stops()).toEqual(['released']);
    // Overtaken by the release.
    await motion(1);
    expect(calls).toHaveLength(2);
    await motion(3);
    host.peers.peers$.next([{ peerId: 'another' } as PeerSnapshot]);
    await until('the second stop', () => stops().length === 2);
    await motion(4);
    await host.app.close();
    expect(stops()).toEqual(['released', 'left', 'closing']);
  });
});

describe('the handlers of an application', () => {
  const start = async (...providers: object[]): Promise<UnitHost> => {
    using folder = temporaryFolder();
    const options = { source: 'test:', customDataLocation: folder.path };
    const imports = [{ module: class {}, providers } as never, WebGearRtcModule.forRoot(options)];
    return await UnitHost.start({ imports });
  };

  it('are one for each control', async () => {
    @Injectable()
    class Other {
      @WebGearRtcControl('ptz')
      go(): void {}
    }
    await expect(start(CameraControls, Other)).rejects.toThrow('CameraControls.move() handles it too');
  });

  it('may be others for other streams', async () => {
    @Injectable()
    class Other {
      @WebGearRtcControl('ptz', { streams: ['yard'] })
      go(): void {}

      @WebGearRtcControl('ptz', { registration: 'elsewhere' })
      goElsewhere(): void {}
    }
    await using host = await start(CameraControls, Other);
    expect(host.url).toContain('http');
  });

  it('are no providers that are made for each request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Other {
      @WebGearRtcControl('zoom')
      go(): void {}
    }
    await expect(start(Other)).rejects.toThrow('made for each request');
  });

  it.each([
    ['a name with spaces', 'p t z', {}],
    ['too short a time', 'ptz', { deadManMs: 100 }],
    ['too many messages', 'ptz', { maxPerSecond: 1000 }],
  ])('are refused with %s', (_name, name, options) => {
    expect(() => WebGearRtcControl(name, options)).toThrow(
      expect.objectContaining({ code: 'WGR_OPTION_INVALID' }),
    );
  });
});
