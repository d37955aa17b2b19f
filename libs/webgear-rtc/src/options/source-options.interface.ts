import type { CameraControls } from './camera-controls.interface.js';

/**
 * Parameters of yt-dlp by the names of its flags, with hyphens or underscores, or by those of its Python interface:
 * `{ cookies: 'cookies.txt', proxy: 'http://…' }`. `true` stands for a flag without a value; `http_headers` is an object.
 *
 * @publicApi
 */
export type StreamParameters = Readonly<
  Record<string, string | number | boolean | Readonly<Record<string, string>>>
>;

/**
 * FFGear: any other option of the ffmpeg program for an input, such as `'-rtsp_transport': 'tcp'`, `'-ss': 10` or
 * `'-re': true`. `true` stands for an option without a value. It overrides what this library passes.
 *
 * @publicApi
 */
export interface FfmpegInputOptions {
  readonly [option: `-${string}`]: string | number | boolean | readonly string[] | undefined;
}

/**
 * Tweaks of a source, by the names VidGear has for them. Each belongs to one `api`; with another it is refused.
 *
 * @publicApi
 */
export interface SourceOptions extends CameraControls, FfmpegInputOptions {
  /**
   * Cameras: width in pixels to ask for, together with `CAP_PROP_FRAME_HEIGHT`; the same as `resolution`.
   */
  CAP_PROP_FRAME_WIDTH?: number;
  /**
   * Cameras: height in pixels to ask for, together with `CAP_PROP_FRAME_WIDTH`.
   */
  CAP_PROP_FRAME_HEIGHT?: number;
  /**
   * Cameras: frames per second to ask for; the same as `framerate`.
   */
  CAP_PROP_FPS?: number;
  /**
   * Cameras: the pixel format or codec of the camera, by its four letters or OpenCV's number of them. Many cameras
   * have their full size and rate in `MJPG` only.
   */
  CAP_PROP_FOURCC?: string | number;
  /**
   * CamGear and FFGear: seconds without a frame after which the source counts as failed and is opened again, 1 to
   * 3600; the same as `stallTimeoutMs`, which wins.
   */
  THREAD_TIMEOUT?: number;
  /**
   * FFGear: a simple filter graph, as after `-vf`, for example `hflip,scale=640:-2`.
   */
  '-vf'?: string;
  /**
   * FFGear: a filter graph, as after `-filter_complex`. Its one video output must have no label.
   */
  '-filter_complex'?: string;
  /**
   * FFGear: the decoder of the source, for example `h264_cuvid`.
   */
  '-vcodec'?: string;
  /**
   * FFGear: hardware to decode with, for example `vaapi` or `auto`.
   */
  '-hwaccel'?: string;
  /**
   * FFGear: words that go before everything else on ffmpeg's command line, for example `['-stream_loop', '2']`.
   */
  '-ffprefixes'?: readonly string[];
  /**
   * PiGear: settings of the camera by picamera2's names: `Brightness`, `Contrast`, `Saturation`, `Sharpness`,
   * `ExposureTime` (microseconds), `ExposureValue`, `AnalogueGain`, `ColourGains` (`'1.5,1.2'`), `LensPosition`, `AfMode`,
   * `AwbMode`, `AeExposureMode`, `AeMeteringMode`, `NoiseReductionMode` (names as the camera program has them).
   */
  controls?: Readonly<Record<string, string | number>>;
  /**
   * PiGear: mirror the image, `{ hflip: true, vflip: true }` for upside down.
   */
  transform?: Readonly<Partial<Record<'hflip' | 'vflip', boolean | 0 | 1>>>;
  /**
   * PiGear: `auto`, `normal`, `sport`, `sports`, `night` or `long`.
   */
  exposure_mode?: string;
  /**
   * PiGear: 0 (automatic) to 1600.
   */
  iso?: number;
  /**
   * PiGear: `auto`, `sunlight`, `daylight`, `cloudy`, `shade`, `tungsten`, `fluorescent`, `incandescent` or `indoor`.
   */
  awb_mode?: string;
  /**
   * PiGear: mode of the sensor, `width:height`, `width:height:bits` or with `:P` or `:U` for packed or not.
   */
  sensor_mode?: string;
  /**
   * PiGear: the same as picamera2 has it, `{ output_size: [2304, 1296], bit_depth: 10 }`.
   */
  sensor?: { readonly output_size: readonly [width: number, height: number]; readonly bit_depth?: number };
  /**
   * PiGear: seconds without a frame after which the camera counts as failed and is opened again, 1 to 10; 2 by
   * default.
   */
  HWFAILURE_TIMEOUT?: number;
  /**
   * With `streamMode`: which resolution to take, `best`, `worst` or a height from `144p` to `4320p`; `best` when it is left
   * out and, with a warning, when there is none of that height.
   */
  STREAM_RESOLUTION?: string;
  /**
   * With `streamMode`: parameters for yt-dlp.
   */
  STREAM_PARAMS?: StreamParameters;
}
