import { describe, expect, it } from '@jest/globals';
import { AccessHost, codeOf } from '../../../../../test/support/access-host.js';
import { adapters } from '../../../../../test/support/unit-host.js';
import { PeerManagerService } from '../../peer-manager.service.js';
import { until } from '../../testing/until.js';
import { MjpegReaders } from './mjpeg-readers.service.js';

/** A client of MJPEG: reads until the server ends it. */
function watch(app: AccessHost, query = ''): { readonly ended: Promise<unknown>; readonly stop: () => void } {
  const stopping = new AbortController();
  const ended = fetch(`${app.host.url}/cams/front/stream.mjpeg${query}`, { signal: stopping.signal })
    .then(async (response) => {
      if (response.status !== 200) return response.status;
      for await (const _image of response.body ?? []) void _image;
      return 'ended';
    })
    .catch(() => 'ended');
  return { ended, stop: () => stopping.abort() };
}

describe.each(adapters)('readers of images under %s', (adapter) => {
  it('are closed when their permission ends', async () => {
    let expiresAt = Date.now() + 60_000;
    await using app = await AccessHost.start(adapter, {
      authorize: () => ({ allow: true, viewer: { id: 'ann' }, expiresAt }),
    });
    const readers = app.host.app.get(MjpegReaders, { strict: false });
    const lasting = watch(app);
    await until('the first reader', () => readers.count === 1);
    expiresAt = Date.now() + 1000;
    const brief = watch(app);
    await until('the second reader', () => readers.count === 2);
    await brief.ended;
    expect(readers.count).toBe(1);
    lasting.stop();
    await lasting.ended;
    await until('both readers to be gone', () => readers.count === 0);
  });

  it('count for the limits of a viewer, and are removed with all viewers of a stream', async () => {
    await using app = await AccessHost.start(adapter, {
      authorize: () => ({ allow: true, viewer: { id: 'ann' } }),
      viewerLimits: { perViewer: 1 },
    });
    const readers = app.host.app.get(MjpegReaders, { strict: false });
    const peers = app.host.app.get(PeerManagerService, { strict: false });
    const reader = watch(app, '?viewer=this-page');
    await until('the reader', () => readers.count === 1);
    const second = await app.host.request('/cams/front/stream.mjpeg');
    expect([second.status, codeOf(second), second.headers.get('retry-after')]).toEqual([
      429,
      'WGR_TOO_MANY_VIEWERS',
      '5',
    ]);
    expect(peers.kickAll('yard')).toBe(0);
    expect(peers.kickAll('front', { reason: 'The camera is being moved' })).toBe(1);
    await reader.ended;
    const again = await app.host.request('/cams/front/stream.mjpeg?viewer=this-page');
    expect([again.status, codeOf(again)]).toEqual([403, 'WGR_VIEWER_KICKED']);
    const other = watch(app, '?viewer=other-page');
    await until('another page of the viewer', () => readers.count === 1);
    other.stop();
    await other.ended;
  });
});
