import { describe, expect, it } from '@jest/globals';
import { Backend } from './backend.js';
import { fromVidGear, type VidGearOptions } from './from-vidgear.js';
import { resolveOptions } from './resolve-options.js';

const streamOf = (options: VidGearOptions) => {
  const [stream] = resolveOptions(fromVidGear(options)).streams.values();
  return stream;
};

describe('options of VidGear', () => {
  it('have the defaults of VidGear', () => {
    expect(fromVidGear({})).toEqual({ source: 0, frameSizeReduction: 20, enableLiveBroadcast: false });
    expect(streamOf({})).toMatchObject({
      source: 0,
      frameSizeReduction: 20,
      enableInfiniteFrames: false,
      passthrough: 'never',
    });
  });

  it('keep their values under the names of this library', () => {
    const options = fromVidGear({
      source: 'rtsp://camera/1',
      stream_mode: false,
      frame_size_reduction: 30,
      enable_live_broadcast: true,
      custom_data_location: '/tmp',
      overwrite_default_files: true,
      time_delay: 2,
      logging: true,
      backend: 200,
      colorspace: 'COLOR_BGR2GRAY',
      source_demuxer: null,
    });
    expect(options).toEqual({
      source: 'rtsp://camera/1',
      streamMode: false,
      frameSizeReduction: 30,
      enableLiveBroadcast: true,
      customDataLocation: '/tmp',
      overwriteDefaultFiles: true,
      timeDelay: 2,
      logging: true,
      backend: 200,
      colorspace: 'COLOR_BGR2GRAY',
    });
    expect([...resolveOptions(options).streams.values()][0]?.enableInfiniteFrames).toBe(true);
  });

  it('leave tweaks to the source, and settings of the stabilizer to the stabilizer', () => {
    const stated = {
      CAP_PROP_FRAME_WIDTH: 640,
      CAP_PROP_FRAME_HEIGHT: 480,
      stabilize: true,
      SMOOTHING_RADIUS: 30,
      BORDER_SIZE: 10,
      CROP_N_ZOOM: true,
    };
    expect(fromVidGear(stated)).toMatchObject({
      sourceOptions: { CAP_PROP_FRAME_WIDTH: 640, CAP_PROP_FRAME_HEIGHT: 480 },
      stabilize: { smoothingRadius: 30, borderSize: 10, cropAndZoom: true },
    });
    expect(streamOf(stated)?.stabilize).toMatchObject({ smoothingRadius: 30 });
    // As in VidGear, settings of what is off say nothing.
    expect(fromVidGear({ SMOOTHING_RADIUS: 30 })).not.toHaveProperty('stabilize');
  });

  it('take the camera of a Raspberry Pi at the size that VidGear asks for', () => {
    const stated = { api: Backend.PiGear, transform: { hflip: true }, camera_num: 1 };
    expect(fromVidGear(stated)).toEqual({
      api: 'PiGear',
      cameraNum: 1,
      resolution: [640, 480],
      framerate: 30,
      frameSizeReduction: 20,
      enableLiveBroadcast: false,
      sourceOptions: { transform: { hflip: true } },
    });
    expect(streamOf(stated)?.resolution).toEqual([640, 480]);
  });

  it('leave frames of one’s own without a source beside them', () => {
    const custom = { read: () => Promise.resolve(null) };
    expect(streamOf({ custom_stream: custom })).toMatchObject({ customStream: custom, source: undefined });
  });

  it('are refused by the names of this library where they are wrong', () => {
    expect(() => streamOf({ frame_size_reduction: 91 })).toThrow('"frameSizeReduction" must be at most 90');
    expect(() => streamOf({ framerat: 5 })).toThrow('Did you mean "framerate"?');
    expect(() => streamOf({ CAP_PROP_BUFFERSIZE: 5 })).toThrow('CAP_PROP_BUFFERSIZE');
    expect(() => fromVidGear('movie.mp4' as unknown as VidGearOptions)).toThrow('must be an object');
  });

  it('allow passthrough where it is asked for', () => {
    expect(streamOf({ source: 'movie.mp4', passthrough: 'always' })?.passthrough).toBe('always');
  });
});
