import { describe, expect, it } from '@jest/globals';
import { FrameLedger } from '../testing/frame-ledger.js';
import { nativeFrameOf } from './native-video-frame.js';
import { paintFrame } from './pixels/planar-frame.js';

const paintGrey = () => paintFrame(64, 36, 5000, (luma) => luma.data.fill(77));

describe('NativeVideoFrame', () => {
  it('shares its pixels with a clone that outlives it', async () => {
    const frame = await paintGrey();
    const copy = frame.clone();
    frame.close();
    expect(nativeFrameOf(copy).data?.[0]?.[0]).toBe(77);
    expect(copy).toMatchObject({ width: 64, height: 36, pixelFormat: 'yuv420p', captureTimeUs: 5000 });
    copy.close();
  });

  it('can give a clone another capture time', async () => {
    using frame = await paintGrey();
    using copy = frame.clone(9000);
    expect([frame.captureTimeUs, copy.captureTimeUs]).toEqual([5000, 9000]);
  });

  it('allows a second close, but no use after the first', async () => {
    const frame = await paintGrey();
    frame.close();
    frame.close();
    expect(() => frame.clone()).toThrow(expect.objectContaining({ code: 'WGR_FRAME_CLOSED' }));
  });

  it('refuses a frame that FFmpeg did not allocate', () => {
    using foreign = new FrameLedger().frame(0);
    expect(() => nativeFrameOf(foreign)).toThrow(expect.objectContaining({ code: 'WGR_FRAME_FOREIGN' }));
  });
});
