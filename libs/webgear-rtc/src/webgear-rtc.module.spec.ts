import { Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

let folder: ReturnType<typeof temporaryFolder>;

@Injectable()
class OptionsFactory {
  create(): WebGearRtcOptions {
    return { source: 'test:', customDataLocation: folder.path };
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class SettingsModule {}

@Injectable()
class Dashboard {
  constructor(@Inject(WebGearRtcService) readonly video: WebGearRtcService) {}
}

@Module({ providers: [Dashboard] })
class DashboardModule {}

const forms: [string, (path: string) => DynamicModule][] = [
  ['forRoot', (path) => WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path, path })],
  [
    'forRootAsync with useFactory',
    (path) =>
      WebGearRtcModule.forRootAsync({
        path,
        imports: [SettingsModule],
        inject: [OptionsFactory],
        useFactory: async (factory: OptionsFactory) => factory.create(),
      }),
  ],
  ['forRootAsync with useClass', (path) => WebGearRtcModule.forRootAsync({ path, useClass: OptionsFactory })],
  [
    'forRootAsync with useExisting',
    (path) => WebGearRtcModule.forRootAsync({ path, imports: [SettingsModule], useExisting: OptionsFactory }),
  ],
];

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder[Symbol.dispose]());

describe.each(adapters)('the module under %s', (adapter) => {
  it.each(forms)('mounts the page at its path through %s', async (_name, register) => {
    await using host = await UnitHost.start({ adapter, imports: [register('camera')] });
    expect((await host.request('/camera')).status).toBe(200);
    expect((await host.request('/')).status).toBe(404);
  });

  it('closes with the application', async () => {
    const imports = [WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path })];
    const host = await UnitHost.start({ adapter, imports });
    await host[Symbol.asyncDispose]();
    await expect(fetch(host.url)).rejects.toThrow('fetch failed');
  });
});

describe('the module', () => {
  it('gives its service to other modules when it is global', async () => {
    const options = { source: 'test:', customDataLocation: folder.path, isGlobal: true };
    await using host = await UnitHost.start({
      imports: [WebGearRtcModule.forRoot(options), DashboardModule],
    });
    expect(host.app.get(Dashboard, { strict: false }).video.peers).toEqual([]);
  });

  it.each([
    ['a wrong value', { source: 'test:', maxPeers: 0 }, 'WGR_OPTION_INVALID'],
    ['an unknown option', { source: 'test:', maxPeer: 1 }, 'WGR_OPTION_UNKNOWN'],
    ['no source', {}, 'WGR_OPTION_INVALID'],
  ])('refuses to start with %s', async (_name, options, code) => {
    const imports = [WebGearRtcModule.forRoot(options as WebGearRtcOptions)];
    await expect(UnitHost.start({ imports })).rejects.toMatchObject({ code });
  });

  it('refuses a path that is none, before anything starts', () => {
    expect(() => WebGearRtcModule.forRoot({ source: 'test:', path: '../up' })).toThrow(/"path"/);
  });
});
