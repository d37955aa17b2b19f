import { afterEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

describe.each(adapters)('the page that publishes, under %s', (adapter) => {
  let host: UnitHost | undefined;
  let folder: ReturnType<typeof temporaryFolder> | undefined;

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    folder?.[Symbol.dispose]();
  });

  async function start(options: object): Promise<UnitHost> {
    folder = temporaryFolder();
    const settings = { customDataLocation: folder.path, ...options };
    const module = WebGearRtcModule.forRoot(settings as Parameters<typeof WebGearRtcModule.forRoot>[0]);
    return (host = await UnitHost.start({ adapter, imports: [module] }));
  }

  it('is there where a stream waits for publishers and the option is on', async () => {
    const streams = {
      on: { source: 'whip:', publishPage: true },
      off: { source: 'whip:' },
      camera: { source: 'test:', publishPage: true },
    };
    const { request } = bind(await start({ path: 'cams', streams }));
    const page = await request('/cams/on/publish');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    // Relative, so that they hold behind a proxy that renames the path.
    expect(page.text).toContain('data-whip="../on/whip"');
    expect(page.text).toContain('src="../static/js/webgear-publisher.js"');
    expect(page.text).toContain('<h1>Publish On</h1>');
    for (const path of ['/cams/off/publish', '/cams/camera/publish', '/cams/none/publish', '/cams/publish']) {
      expect([path, (await request(path)).status]).toEqual([path, 404]);
    }
  });

  it('of a stream without a name stands beside its page', async () => {
    const { request } = bind(await start({ source: 'whip:', publishPage: true }));
    const page = await request('/publish');
    expect([page.status, /data-whip="\.\/whip"/.test(page.text)]).toEqual([200, true]);
  });
});

const bind = (host: UnitHost) => ({ request: (path: string) => host.request(path) });
