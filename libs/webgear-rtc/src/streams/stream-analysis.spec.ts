import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import type { AnalysisFrame } from '../media/analysis-frame.js';
import type { StreamsByName } from '../options/streams-provider.js';
import type { WebGearRtcOptions } from '../options/webgear-rtc-options.interface.js';
import { makeVideoFile } from '../testing/make-video-file.js';
import { until } from '../testing/until.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';
import { WebGearRtcService } from '../webgear-rtc.service.js';

/** As browsers decode it, so that it can be passed through. */
const encoderOptions = { bf: '0', profile: 'baseline', g: '12' };
const analysis = { width: 64, height: 64 } as const;

describe('the analysis copy of a stream', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;
  let service: WebGearRtcService;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function start(streams: StreamsByName): Promise<void> {
    const stated = { customDataLocation: folder.path, streams } as WebGearRtcOptions;
    const module = WebGearRtcModule.forRoot({ ...stated, path: 'c' });
    host = await UnitHost.start({ imports: [module] });
    service = host.app.get(WebGearRtcService, { strict: false });
  }

  it('is refused where the option is not set', async () => {
    await start({ front: { source: 'test:' } });
    const stream = service.stream('front');
    expect(() => stream.analysis$).toThrow(expect.objectContaining({ code: 'WGR_ANALYSIS_DISABLED' }));
    expect(() => stream.analysisFrames()).toThrow('Set "analysis"');
  });

  it('runs while it is taken alone, and delays no frame of the video', async () => {
    await start({ front: { source: 'test:', analysis, idleStopMs: 0 } });
    const stream = service.stream('front');
    const copies = stream.analysisFrames();
    expect(stream.state).toBe('idle');
    const { value: one } = await copies.next();
    expect(one).toMatchObject({ ...analysis, format: 'rgb', frameId: 0 });
    // The consumer is busy with that one from here on.
    let frames = 0;
    const watching = stream.frames$.subscribe(() => frames++);
    await until('frames of the video', () => frames >= 20);
    watching.unsubscribe();
    const { value: two } = await copies.next();
    expect((two as AnalysisFrame).frameId).toBeGreaterThanOrEqual(19);
    await copies.return(undefined);
    await until('the source to stop', () => stream.state === 'idle');
  });

  it('decodes a stream in passthrough while it is taken, and no longer', async () => {
    const file = `${folder.path}/film.mp4`;
    await makeVideoFile(file, { width: 320, height: 240, framerate: 25, seconds: 2, encoderOptions });
    await start({ front: { source: file, passthrough: 'always', loop: true, analysis } });
    const stream = service.stream('front');
    let encoded = 0;
    const watching = stream.encodedFrames$().subscribe(() => encoded++);
    await until('encoded frames', () => encoded >= 5);
    expect(stream.stats().framesDecoded).toBe(0);
    const copies = stream.analysisFrames();
    await copies.next();
    await copies.next();
    await copies.return(undefined);
    const { framesDecoded = 0 } = stream.stats();
    expect(framesDecoded).toBeGreaterThan(0);
    encoded = 0;
    await until('encoded frames', () => encoded >= 10);
    expect((stream.stats().framesDecoded ?? 0) - framesDecoded).toBeLessThan(3);
    watching.unsubscribe();
  });

  it('has another size once the option has changed, and ends when that or the stream goes', async () => {
    await start({ front: { source: 'test:', analysis }, yard: { source: 'test:', analysis } });
    const copies = service.stream('front').analysisFrames();
    await copies.next();
    await service.updateStream('front', { analysis: { width: 32, height: 16, format: 'gray' } });
    const { value } = await copies.next();
    expect((value as AnalysisFrame).data).toHaveLength(32 * 16);
    const removed = service.stream('yard').analysisFrames();
    await removed.next();
    let completed = false;
    service.stream('yard').analysis$.subscribe({ complete: () => (completed = true) });
    await service.removeStream('yard');
    await expect(drain(removed)).resolves.toBeUndefined();
    expect(completed).toBe(true);
    await service.updateStream('front', { analysis: undefined });
    await expect(drain(copies)).resolves.toBeUndefined();
  });

  it('ends with the application', async () => {
    await start({ front: { source: 'test:', analysis } });
    const copies = service.stream('front').analysisFrames();
    await copies.next();
    await host.app.close();
    await expect(drain(copies)).resolves.toBeUndefined();
  });
});

async function drain(copies: AsyncGenerator<AnalysisFrame, undefined>): Promise<void> {
  for await (const _copy of copies);
}
