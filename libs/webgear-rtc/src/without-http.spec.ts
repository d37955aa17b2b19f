import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomStrategy } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

/** A transport that carries nothing. */
const strategy: CustomStrategy = {
  strategy: {
    listen: (listening: () => void) => listening(),
    close: () => undefined,
    on: () => undefined,
  } as never,
};

const kinds: [name: string, start: (module: object) => Promise<INestApplicationContext>][] = [
  ['an application context', (module) => NestFactory.createApplicationContext(module, { logger: false })],
  [
    'a microservice',
    async (module) => {
      const app = await NestFactory.createMicroservice(module, { ...strategy, logger: false });
      await app.listen();
      return app;
    },
  ],
];

describe('an application without HTTP', () => {
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => folder[Symbol.dispose]());

  function appModule(options: Partial<WebGearRtcOptions> = {}): object {
    @Module({
      imports: [
        WebGearRtcModule.forRoot({
          ...(options.streams === undefined && { source: 'test:' }),
          customDataLocation: folder.path,
          mounts: [{ path: 'more', directory: folder.path }],
          path: 'camera',
          ...options,
        }),
      ],
    })
    class AppModule {}
    return AppModule;
  }

  it.each(kinds)('starts and ends as %s', async (_name, start) => {
    const app = await start(appModule());
    expect(app.get(WebGearRtcService, { strict: false }).stats().state).toBe('idle');
    await app.close();
  });

  it.each(kinds)('with named streams starts as %s', async (_name, start) => {
    const streams = { front: { source: 'test:' }, yard: { source: 'test:' } };
    const app = await start(appModule({ streams }));
    expect(app.get(WebGearRtcService, { strict: false }).stats('yard').state).toBe('idle');
    await app.close();
  });

  it.each(kinds)(
    'takes neither port nor source from the server that runs beside it as %s',
    async (_name, start) => {
      const server = createSocket('udp4').bind(0, '127.0.0.1');
      await once(server, 'listening');
      const udpPort = server.address().port;
      const app = await start(appModule({ udpPort, udpAddress: '127.0.0.1', keepWarm: true }));
      expect(app.get(WebGearRtcService, { strict: false }).stats().state).toBe('idle');
      await app.close();
      server.close();
    },
  );

  it.each(kinds)('writes no page files as %s', async (_name, start) => {
    const app = await start(appModule());
    await app.close();
    expect(existsSync(join(folder.path, '.vidgear'))).toBe(false);
  });
});

describe.each([
  ['Express', () => undefined],
  ['Fastify', () => new FastifyAdapter()],
])('an application under %s that never listens', (_name, adapter) => {
  it('is initialised and ends', async () => {
    using folder = temporaryFolder();

    @Module({
      imports: [
        WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path, path: 'camera' }),
      ],
    })
    class AppModule {}

    const instance = adapter();
    const app = await (instance === undefined
      ? NestFactory.create(AppModule, { logger: false })
      : NestFactory.create(AppModule, instance, { logger: false }));
    await app.init();
    expect(app.get(WebGearRtcService, { strict: false }).stats().state).toBe('idle');
    await app.close();
  });
});
