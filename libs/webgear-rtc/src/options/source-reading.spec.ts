import { describe, expect, it, jest } from '@jest/globals';
import { Backend } from './backend.js';
import { resolveOptions } from './resolve-options.js';
import type { WebGearRtcOptions } from './webgear-rtc-options.interface.js';

describe('how a source is read', () => {
  it.each<[object, string]>([
    [{ api: 'ffgear' }, `Option "api" must be one of the names, but got 'ffgear'. Allowed: 'CamGear'`],
    [
      { frameFormat: 'gray' },
      `Option "frameFormat" means nothing without api 'FFGear', but got 'gray'. Allowed: api: Backend.FFGear, or`,
    ],
    [{ backend: 'v4l' }, `Option "backend" must be a capture API, but got 'v4l'. Allowed: 'auto'`],
    [{ backend: 201 }, `or OpenCV's number 0, 200, 700, 1200, 1800, 1900`],
    [{ colorspace: 'COLOR_BGR2HVS' }, 'Option "colorspace" must be one of the names'],
    [{ api: 'FFGear', colorspace: 'COLOR_BGR2HSV' }, `"colorspace" must not stand beside api 'FFGear'`],
    [{ api: 'FFGear', backend: 200 }, `Option "backend" means nothing without api 'CamGear'`],
    [{ sourceDemuxer: 'lavfi' }, 'Option "sourceDemuxer" means nothing without'],
    [{ customFfmpeg: '/bin/ffmpeg' }, 'Option "customFfmpeg" means nothing without'],
    [{ sourceOptions: { '-vf': 'hflip' } }, 'Option "sourceOptions.-vf" means nothing without'],
    [
      { sourceOptions: { '-rtsp_transport': 'tcp' } },
      `"sourceOptions.-rtsp_transport" means nothing without api 'FFGear'`,
    ],
    [
      { api: 'FFGear', sourceOptions: { '-rtsp_transport': ['tcp'] } },
      'must be the value of an option of ffmpeg',
    ],
    [
      { api: 'FFGear', sourceOptions: { '-i': '/etc/passwd' } },
      'Option "sourceOptions.-i" is called "source"',
    ],
    [{ api: 'FFGear', sourceOptions: { '-f': 'lavfi' } }, '"sourceOptions.-f" is called "sourceDemuxer"'],
    [{ api: 'FFGear', sourceOptions: { '-report': true } }, '"sourceOptions.-report" is of an output'],
    [{ api: 'FFGear', sourceOptions: { '-loglevel': 'debug' } }, '"sourceOptions.-loglevel" is part of how'],
    [{ api: 'FFGear', sourceOptions: { '-x y': 1 } }, 'Unknown option "sourceOptions.-x y"'],
    [
      { api: 'FFGear', sourceOptions: { '-enforce_cv_patch': true } },
      'frames of every pixel format are shown',
    ],
    [{ api: 'FFGear', sourceOptions: { '-extract_metadata': true } }, 'Allowed: CaptureService.info()'],
    [{ sourceOptions: ['-vf'] }, 'Option "sourceOptions" must be an object of settings'],
    [
      { api: 'FFGear', sourceOptions: { vf: 'hflip' } },
      'Unknown option "sourceOptions.vf". Did you mean "-vf"',
    ],
    [{ api: 'FFGear', sourceOptions: { '-vf': '' } }, 'Option "sourceOptions.-vf" must be a string'],
    [{ api: 'FFGear', sourceOptions: { '-ffprefixes': '-y' } }, 'must be a list of words'],
    [
      { api: 'FFGear', sourceOptions: { '-vf': 'a', '-filter_complex': 'b' } },
      'Option "sourceOptions.-vf" must not stand beside "-filter_complex"',
    ],
  ])('%j is refused with field, rule and allowed values', (options, message) => {
    expect(() => resolveOptions({ source: 'a', ...options } as unknown as WebGearRtcOptions)).toThrow(
      message,
    );
  });

  it.each<[object, string]>([
    [{ source: 0, api: 'PiGear' }, `Option "source" must not stand beside api 'PiGear', but got 0`],
    [{ source: 0, cameraNum: 1 }, `Option "cameraNum" means nothing without api 'PiGear'`],
    [
      { enablePiCamera: true, api: 'FFGear', source: 0 },
      `"enablePiCamera" must not stand beside api 'FFGear'`,
    ],
    [{ api: 'PiGear', sourceOptions: { controls: { Brightnes: 1 } } }, 'Allowed: AeExposureMode, '],
    [
      { api: 'PiGear', sourceOptions: { controls: { AfMode: '--post' } } },
      '"sourceOptions.controls" must be',
    ],
    [{ api: 'PiGear', sourceOptions: { transform: { flip: true } } }, '"sourceOptions.transform" must say'],
    [{ api: 'PiGear', sourceOptions: { sensor_mode: 2 } }, `Allowed: '1920:1080', '2304:1296:10'`],
    [{ api: 'PiGear', sourceOptions: { sensor_mode: 0 } }, 'is named by its size, not by its number'],
    [
      { api: 'PiGear', sourceOptions: { sensor: { output_size: 640 } } },
      'Allowed: { output_size: [2304, 1296]',
    ],
    [
      { api: 'PiGear', sourceOptions: { sensor_mode: '640:480', sensor: { output_size: [640, 480] } } },
      '"sourceOptions.sensor" must not stand beside "sensor_mode"',
    ],
    [{ api: 'PiGear', sourceOptions: { enforce_legacy_picamera: true } }, 'the camera program rpicam-vid'],
    [{ api: 'PiGear', sourceOptions: { auto_align_output_size: true } }, 'is done by itself'],
    [{ api: 'PiGear', sourceOptions: { exposure_mode: 'fireworks' } }, `Allowed: 'auto', 'normal', 'sport'`],
    [{ api: 'PiGear', sourceOptions: { awb_mode: 'horizon' } }, `Allowed: 'auto', 'sunlight'`],
    [
      { api: 'FFGear', source: 'https://a.example/', streamMode: true, sourceDemuxer: 'hls' },
      '"sourceDemuxer" must not stand beside "streamMode"',
    ],
    [{ api: 'PiGear', streamMode: true }, `means nothing without api 'CamGear' or 'FFGear'`],
    [{ api: 'PiGear', sourceOptions: { awb_mode: 'gray' } }, `Allowed: 'auto', 'sunlight'`],
    [{ api: 'PiGear', sourceOptions: { HWFAILURE_TIMEOUT: 11 } }, 'Allowed: 1 to 10 seconds'],
    [{ api: 'PiGear', sourceOptions: { '-vf': 'hflip' } }, `means nothing without api 'FFGear'`],
    [{ source: 'film.mp4', streamMode: true }, 'must be the address of a page with "streamMode"'],
    [
      { source: 'https://a.example/', sourceOptions: { STREAM_RESOLUTION: 'best' } },
      'Option "sourceOptions.STREAM_RESOLUTION" means nothing without "streamMode"',
    ],
    [
      { source: 'https://a.example/', streamMode: true, sourceOptions: { STREAM_RESOLUTION: '721p' } },
      `Allowed: 'best', 'worst', '144p'`,
    ],
    [
      { source: 'https://a.example/', streamMode: true, sourceOptions: { STREAM_PARAMS: { '-x': true } } },
      '"sourceOptions.STREAM_PARAMS" must be parameters of yt-dlp',
    ],
    [{ source: 0, sourceOptions: { CAP_PROP_FRAME_WIDTH: 640 } }, 'without "CAP_PROP_FRAME_HEIGHT"'],
    [{ source: 0, sourceOptions: { CAP_PROP_FPS: 0 } }, 'Allowed: 1 to 240 frames per second'],
    [{ source: 0, sourceOptions: { CAP_PROP_FOURCC: 'MPJG' } }, 'Allowed: MJPG, YUYV'],
    [{ source: 0, sourceOptions: { CAP_PROP_FOURC: 'MJPG' } }, 'Did you mean "CAP_PROP_FOURCC"'],
    [{ source: 0, sourceOptions: { CAP_PROP_BRIGHTNES: 3 } }, 'Did you mean "CAP_PROP_BRIGHTNESS"'],
    [
      { source: 0, sourceOptions: { CAP_PROP_BRIGHTNESS: 0.5 } },
      'Allowed: what `v4l2-ctl --list-ctrls` says',
    ],
    [
      { source: 0, sourceOptions: { CAP_PROP_POS_FRAMES: 100 } },
      'no source is asked for here, but got 100. Allowed: CAP_PROP_FRAME_WIDTH, ',
    ],
    [{ source: 0, sourceOptions: { QUEUE_SIZE: 96 } }, '"sourceOptions.QUEUE_SIZE" means nothing here'],
    [{ source: 0, sourceOptions: { CAP_PROP_BUFFERSIZE: 1 } }, 'no frames queue up'],
    [{ api: 'FFGear', source: 'a', sourceOptions: { '-framerate': 9 } }, `Allowed: '-vf': 'fps=15'`],
    [{ api: 'PiGear', sourceOptions: { rotation: 180 } }, 'Allowed: transform: { hflip: true, vflip: true }'],
    [{ source: 0, sourceOptions: { iso: 100 } }, `means nothing without api 'PiGear'`],
  ])('%j is refused', (options, message) => {
    expect(() => resolveOptions(options as unknown as WebGearRtcOptions)).toThrow(message);
  });

  it('from a Pi camera needs no source, and counts as failed sooner', () => {
    const [stream] = resolveOptions({ api: Backend.PiGear }).streams.values();
    expect(stream).toMatchObject({ api: 'PiGear', cameraNum: 0, source: undefined, stallTimeoutMs: 2000 });
    const [patient] = resolveOptions({
      api: Backend.PiGear,
      sourceOptions: { HWFAILURE_TIMEOUT: 7 },
    }).streams.values();
    expect(patient?.stallTimeoutMs).toBe(7000);
  });

  it('by FFGear has the tweaks of CamGear that concern any source', () => {
    const { streams } = resolveOptions({
      source: 'https://a.example/',
      api: Backend.FFGear,
      streamMode: true,
      sourceOptions: { THREAD_TIMEOUT: 4, STREAM_RESOLUTION: '720p', '-rtsp_transport': 'tcp', '-re': true },
    });
    expect(streams.get('default')).toMatchObject({ streamMode: true, stallTimeoutMs: 4000 });
  });

  it("counts as failed after the time of VidGear's name, unless ours says otherwise", () => {
    const options = { source: 0, sourceOptions: { THREAD_TIMEOUT: 3 } };
    expect(resolveOptions(options).streams.get('default')?.stallTimeoutMs).toBe(3000);
    const { streams } = resolveOptions({ ...options, stallTimeoutMs: 5000 });
    expect(streams.get('default')?.stallTimeoutMs).toBe(5000);
  });

  it('by the deprecated name of the Pi camera works, with one warning', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      const options = { enablePiCamera: true };
      for (const { streams } of [resolveOptions(options), resolveOptions(options)]) {
        expect(streams.get('default')?.api).toBe('PiGear');
      }
      expect(warn).toHaveBeenCalledTimes(1);
      expect(String(warn.mock.calls[0]?.[0])).toContain('Use api: Backend.PiGear');
    } finally {
      warn.mockRestore();
    }
  });

  it('does not concern frames of the own making', () => {
    const customStream = { read: () => null, stop: () => undefined };
    expect(() => resolveOptions({ customStream, api: Backend.FFGear })).toThrow(
      'Option "api" must not stand beside "customStream"',
    );
  });

  it('is resolved with its defaults', () => {
    const [stream] = resolveOptions({
      source: 'a',
      api: Backend.FFGear,
      sourceOptions: { '-vf': 'hflip' },
    }).streams.values();
    expect(stream).toMatchObject({ api: 'FFGear', frameFormat: 'bgr24', sourceOptions: { '-vf': 'hflip' } });
  });

  it('may be told by the numbers of OpenCV', () => {
    const [stream] = resolveOptions({ source: 0, backend: 1800 }).streams.values();
    expect(stream?.backend).toBe('gstreamer');
  });

  it('may be told for all streams at once', () => {
    const { streams } = resolveOptions({
      api: Backend.FFGear,
      streams: { a: { source: 'a' }, b: { source: 'b' } },
    });
    expect([...streams.values()].map(({ api }) => api)).toEqual(['FFGear', 'FFGear']);
  });
});
