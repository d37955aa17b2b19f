import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

const start = (module: object): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(module, { logger: false });

describe('an application context without HTTP', () => {
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
        } as Parameters<typeof WebGearRtcModule.forRoot>[0]),
      ],
    })
    class AppModule {}
    return AppModule;
  }

  it('starts and ends', async () => {
    const app = await start(appModule());
    expect(app.get(WebGearRtcService, { strict: false }).stats().state).toBe('idle');
    await app.close();
  });

  it('starts with named streams', async () => {
    const streams = { front: { source: 'test:' }, yard: { source: 'test:' } };
    const app = await start(appModule({ streams }));
    expect(app.get(WebGearRtcService, { strict: false }).stats('yard').state).toBe('idle');
    await app.close();
  });

  it('takes neither port nor source from the server that runs beside it', async () => {
    const server = createSocket('udp4').bind(0, '127.0.0.1');
    await once(server, 'listening');
    const udpPort = server.address().port;
    const app = await start(appModule({ udpPort, udpAddress: '127.0.0.1', keepWarm: true }));
    expect(app.get(WebGearRtcService, { strict: false }).stats().state).toBe('idle');
    await app.close();
    server.close();
  });

  it('writes no page files', async () => {
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
