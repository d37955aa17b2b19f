import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import type { WebGearRtcOptions } from '../options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';

const turn = { urls: 'turn:turn.example.org?transport=tcp', username: 'viewer', credential: 'secret' };

describe.each(adapters)('the list of STUN and TURN servers under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  async function start(options: WebGearRtcOptions): Promise<void> {
    const imports = [WebGearRtcModule.forRoot({ customDataLocation: folder.path, ...options })];
    host = await UnitHost.start({ adapter, imports, bodyParser: true });
  }

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('is empty if none are configured', async () => {
    await start({ source: 'test:' });
    const { status, text } = await host.request('/ice-servers');
    expect([status, JSON.parse(text)]).toEqual([200, { iceServers: [] }]);
  });

  it('has an account that ends by itself in place of a secret', async () => {
    const iceServers = [{ urls: 'turn:turn.example.org', secret: 'of the operator', ttlSeconds: 600 }];
    await start({ source: 'test:', iceServers });
    const { text } = await host.request('/ice-servers');
    const said = JSON.parse(text) as { iceServers: Record<string, unknown>[]; ttlSeconds: number };
    const [server] = said.iceServers;
    expect(said.ttlSeconds).toBe(600);
    expect(Object.keys(server ?? {}).toSorted()).toEqual(['credential', 'urls', 'username']);
    expect(text).not.toContain('of the operator');
    const whep = await host.request('/whep', { method: 'OPTIONS' });
    expect(whep.headers.get('link')).toMatch(/username="\d{10}:[0-9a-f]{12}"; credential="[\w+/=]{28}"/);
  });

  it('has the format of browsers and is not cached', async () => {
    await start({ streams: { front: { source: 'test:' } }, iceServers: [turn] });
    const { status, text, headers } = await host.request('/front/ice-servers');
    expect([status, JSON.parse(text)]).toEqual([200, { iceServers: [{ ...turn, urls: [turn.urls] }] }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
