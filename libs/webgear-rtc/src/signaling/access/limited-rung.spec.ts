import { describe, expect, it } from '@jest/globals';
import { codeOf } from '../../../../../test/support/access-host.js';
import { adapters, temporaryFolder, UnitHost } from '../../../../../test/support/unit-host.js';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { WebGearRtcModule } from '../../webgear-rtc.module.js';
import { WebGearRtcService } from '../../webgear-rtc.service.js';

/** Width of the first JPEG image in some bytes, by its frame header (ITU-T T.81, B.2.2). */
function widthOf(bytes: Uint8Array): number {
  const image = Buffer.from(bytes);
  let at = image.indexOf(Buffer.from([0xff, 0xd8])) + 2;
  while (at > 1 && at + 9 < image.length) {
    const [marker = 0, length] = [image[at + 1], image.readUInt16BE(at + 2)];
    if (marker >= 0xc0 && marker <= 0xc2) return image.readUInt16BE(at + 7);
    at += 2 + length;
  }
  return 0;
}

/** The first bytes of a response, with the header of its first image. */
async function beginningOf(url: string): Promise<Uint8Array> {
  const stopping = new AbortController();
  const { body } = await fetch(url, { signal: stopping.signal });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > 2000) break;
  }
  stopping.abort();
  return Buffer.concat(chunks);
}

describe.each(adapters)('a permission for less than the best rung, under %s', (adapter) => {
  it('limits images too, and refuses what is kept of the best', async () => {
    using folder = temporaryFolder();
    const imports = [
      WebGearRtcModule.forRoot({
        source: 'test:?size=640x360',
        frameSizeReduction: 0,
        dataFiles: 'package',
        renditions: [{ height: 360 }, { height: 180 }],
        lookBackMs: 5000,
        record: folder.path,
        authorize: () => false,
      }),
    ];
    await using host = await UnitHost.start({ adapter, imports });
    const service = host.app.get(WebGearRtcService, { strict: false });
    const { name } = host.app.get(VideoStreamRegistry, { strict: false }).first;
    const linked = (route: string, maxRung?: string): string =>
      service.signUrl(name, { expiresIn: 600, route, ...(maxRung !== undefined && { maxRung }) });
    const widthAt = async (route: string, maxRung?: string): Promise<number> =>
      widthOf(await beginningOf(host.url + linked(route, maxRung)));

    // The first request opens the source.
    expect(await widthAt('snapshot.jpg', '180p')).toBe(320);
    expect(await widthAt('snapshot.jpg')).toBe(640);
    expect(await widthAt('stream.mjpeg', '180p')).toBe(320);
    expect(await widthAt('stream.mjpeg', '360p')).toBe(640);

    for (const route of ['clip.mp4', 'segments', 'recording.mp4?start=0', 'segments/1.mp4']) {
      const refused = await host.request(linked(route, '180p'));
      expect([route, refused.status, codeOf(refused)]).toEqual([route, 403, 'WGR_RECORDING_ABOVE_RUNG']);
    }
    expect((await host.request(linked('segments', 'full'))).status).toBe(200);

    // Its page offers no timeline, and works without scripts: what it links to has the signed part.
    const limited = (await host.request(linked('', '180p'))).text;
    expect(limited).not.toContain(' timeline');
    const page = (await host.request(linked(''))).text;
    expect(page).toContain(' timeline');
    expect(page).toMatch(/<noscript><img[^>]*src="\.\/stream\.mjpeg\?wgr-link=[\w.-]+"/);
  }, 40_000);
});
