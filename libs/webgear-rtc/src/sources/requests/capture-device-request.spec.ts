import { describe, expect, it } from '@jest/globals';
import { cameraRequest, screenRequest } from './capture-device-request.js';

describe('cameraRequest', () => {
  it.each([
    ['linux', 1, { format: 'v4l2', url: '/dev/video1' }],
    ['linux', '/dev/video-front', { format: 'v4l2', url: '/dev/video-front' }],
    ['darwin', 1, { format: 'avfoundation', url: '1:none' }],
    ['win32', 'HD Camera', { format: 'dshow', url: 'video=HD Camera' }],
    ['win32', 1, { format: 'dshow', options: { video_device_number: '1' } }],
  ] as const)('uses %s for camera %s', (platform, device, request) => {
    expect(cameraRequest(device, {}, 'camera', platform)).toMatchObject({ ...request, live: true });
  });

  it('passes size and rate', () => {
    const { options } = cameraRequest(0, { framerate: 15, resolution: [640, 480] }, 'camera', 'linux');
    expect(options).toEqual({ framerate: '15', video_size: '640x480' });
  });

  it.each([
    ['linux', 'mjpeg', { input_format: 'mjpeg' }],
    ['win32', 'mjpeg', { vcodec: 'mjpeg' }],
    ['win32', 'yuyv422', { pixel_format: 'yuyv422' }],
    ['darwin', 'nv12', { pixel_format: 'nv12' }],
    ['darwin', 'mjpeg', {}],
  ] as const)('uses %s with the format %s', (platform, inputFormat, options) => {
    expect(cameraRequest('0', { inputFormat }, 'camera', platform).options).toEqual(options);
  });

  it('refuses a platform without camera capture', () => {
    expect(() => cameraRequest(0, {}, 'camera', 'aix')).toThrow(
      expect.objectContaining({ code: 'WGR_SOURCE_UNSUPPORTED' }),
    );
  });
});

describe('screenRequest', () => {
  it.each([
    ['linux', '', { DISPLAY: ':7' }, { format: 'x11grab', url: ':7' }],
    ['linux', ':1.0', { DISPLAY: ':7' }, { format: 'x11grab', url: ':1.0' }],
    ['darwin', '', {}, { format: 'avfoundation', url: 'Capture screen 0:none' }],
    ['win32', '', {}, { format: 'gdigrab', url: 'desktop' }],
  ] as const)('uses %s for screen "%s"', (platform, display, environment, request) => {
    expect(screenRequest(display, {}, 'screen:', platform, environment)).toMatchObject({
      ...request,
      live: true,
    });
  });

  it('reports a missing display', () => {
    expect(() => screenRequest('', {}, 'screen:', 'linux', {})).toThrow(
      expect.objectContaining({ code: 'WGR_SOURCE_NO_DISPLAY' }),
    );
  });
});
