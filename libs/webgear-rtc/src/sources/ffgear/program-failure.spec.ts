import { describe, expect, it } from '@jest/globals';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { programFailure } from './program-failure.js';

const failed = (source: string) =>
  new WebGearRtcError('WGR_SOURCE_FAILED', { source, reason: 'ffmpeg ended with exit code 1' });
const tooLate = (source: string) =>
  new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source, reason: 'no frame within 10000 ms' });

describe('programFailure', () => {
  it.each([
    ['udp://0.0.0.0:5000', 'udp://0.0.0.0:5000: Inappropriate ioctl for device', 'WGR_SOURCE_UNREACHABLE'],
    ['/dev/ttyS0', '/dev/ttyS0: Inappropriate ioctl for device', 'WGR_SOURCE_FAILED'],
    ['http://camera/a', 'http://camera/a: Server returned 404 Not Found', 'WGR_SOURCE_HTTP_ERROR'],
    ['http://camera/a', 'http://camera/a: Connection refused', 'WGR_SOURCE_REFUSED'],
    ['song.mp3', 'Output file #0 does not contain any stream', 'WGR_SOURCE_NO_VIDEO'],
  ])('for %s with the output "%s" is %s', (source, words, code) => {
    expect(programFailure(source, [words], failed(source)).code).toBe(code);
  });

  it('reports an image that never yields a frame as damaged', () => {
    const words = ['Error while decoding stream #0:0: Invalid data found when processing input'];
    expect(programFailure('damaged.png', words, tooLate('damaged.png')).code).toBe('WGR_SOURCE_NOT_MEDIA');
    const address = 'http://camera/a';
    expect(programFailure(address, words, tooLate(address)).code).toBe('WGR_SOURCE_UNREACHABLE');
  });
});
