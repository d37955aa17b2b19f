import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';

describe.each(adapters)('the state of a stream under %s', (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  beforeEach(async () => {
    folder = temporaryFolder();
    const streams = { front: { source: 'test:' }, yard: { source: 'test:' } };
    const imports = [WebGearRtcModule.forRoot({ streams, customDataLocation: folder.path })];
    host = await UnitHost.start({ adapter, imports });
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('is reported for each stream, never cached, and without starting it', async () => {
    const answer = await host.request('/front/state');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { state: 'idle' }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await host.app.get(VideoStreamRegistry, { strict: false }).get('yard').close();
    expect(JSON.parse((await host.request('/yard/state')).text)).toEqual({ state: 'closed' });
    expect(JSON.parse((await host.request('/front/state')).text)).toEqual({ state: 'idle' });
  });

  it('does not exist at other paths', async () => {
    expect((await host.request('/state')).status).toBe(404);
    expect((await host.request('/back/state')).status).toBe(404);
  });
});
