import { Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { TemplateService } from './pages/templates/template.service.js';
import { InjectWebGearRtc } from './registration-token.js';
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

@Injectable()
class Wall {
  constructor(
    @InjectWebGearRtc('front') readonly front: WebGearRtcService,
    @InjectWebGearRtc('back') readonly back: WebGearRtcService,
    @InjectWebGearRtc('back', TemplateService) readonly pages: TemplateService,
  ) {}
}

@Module({ providers: [Wall] })
class WallModule {}

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

  it('gives the service of each named registration to whom asks for it by name', async () => {
    const register = (name: string, source: string): DynamicModule =>
      WebGearRtcModule.forRoot({
        streams: { [source]: { source: 'test:' } },
        customDataLocation: folder.path,
        name,
        path: name,
        isGlobal: true,
      });
    await using host = await UnitHost.start({
      imports: [register('front', 'door'), register('back', 'yard'), WallModule],
    });
    const wall = host.app.get(Wall, { strict: false });
    expect(wall.front.stats().state).toBe('idle');
    expect(() => wall.front.state$('yard')).toThrow('yard');
    expect(() => wall.back.state$('door')).toThrow('door');
    expect(wall.pages).toBeInstanceOf(TemplateService);
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
