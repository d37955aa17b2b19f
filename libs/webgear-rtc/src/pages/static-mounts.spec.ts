import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import type { StaticMount } from '../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';
import { loadServeStatic } from './static-mounts.js';

// Under Express only: `@fastify/static` needs an ES module with `require()`, which jest cannot do on Node 20.
describe('folders served beside the page', () => {
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder.path, 'clips'));
    writeFileSync(join(folder.path, 'clips', 'one.txt'), 'clip');
    writeFileSync(join(folder.path, 'secret.txt'), 'secret');
  });

  afterEach(() => folder[Symbol.dispose]());

  function start(...mounts: StaticMount[]): Promise<UnitHost> {
    const options = { source: 'test:', customDataLocation: folder.path, path: 'camera', mounts };
    return UnitHost.start({
      imports: [WebGearRtcModule.forRoot(options)],
      configure: (app) => app.setGlobalPrefix('api'),
    });
  }

  it('are served below the module’s path, and nothing above them', async () => {
    await using host = await start({ path: 'recordings', directory: join(folder.path, 'clips') });
    expect(await host.request('/api/camera/recordings/one.txt')).toMatchObject({ status: 200, text: 'clip' });
    expect((await host.request('/api/camera/recordings/..%2fsecret.txt')).status).toBe(404);
    const { headers } = await host.request('/api/camera/recordings/one.txt');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect((await host.request('/api/camera/recordings/none.txt')).status).toBe(404);
    expect((await host.request('/api/camera')).status).toBe(200);
  });

  it('are linked by the helper `url`', async () => {
    await using host = await start({ path: 'recordings', directory: join(folder.path, 'clips') });
    const template = join(folder.path, '.vidgear/webgear_rtc/templates/index.html');
    writeFileSync(template, '<a href="{{url "recordings/one.txt"}}">');
    const page = await host.request('/api/camera');
    const link = /href="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const { pathname } = new URL(link, page.url);
    expect(await host.request(pathname)).toMatchObject({ status: 200, text: 'clip' });
  });

  it('must exist when the server starts', async () => {
    const directory = join(folder.path, 'none');
    await expect(start({ path: 'recordings', directory })).rejects.toThrow(
      /"mounts" must name folders that exist/,
    );
  });
});

describe('the package @nestjs/serve-static', () => {
  it('is named by the error if it is not installed', async () => {
    const cause = new Error("Cannot find package '@nestjs/serve-static'");
    await expect(loadServeStatic(() => Promise.reject(cause))).rejects.toMatchObject({
      code: 'WGR_PACKAGE_MISSING',
      message: expect.stringMatching(/"mounts".*npm install @nestjs\/serve-static/),
      cause,
    });
  });
});
