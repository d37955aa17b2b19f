import type { PictureTransform, TransformFormat } from '../frames/transform/picture-transform.interface.js';
import type { Colorspace } from './colorspace.js';
import type { CustomStream } from '../sources/custom/custom-stream.interface.js';
import type { Backend, CaptureBackend } from './backend.js';
import type { MjpegOptions } from './mjpeg-options.interface.js';
import type { Overlay } from './overlay.interface.js';
import type { PassthroughMode } from './passthrough.js';
import type { StabilizeOptions } from './stabilize-options.interface.js';
import type { SourceOptions } from './source-options.interface.js';

/**
 * Every option of one stream: its source and how its pictures are compressed. Which of them say where the pictures come
 * from is in {@link StreamOrigin}.
 *
 * @publicApi
 */
export interface StreamSettings {
  /**
   * Where the pictures come from: a device index (`0`), a file, a URL (`rtsp://…`, `http://…`), an image sequence
   * (`img%03d.png`, `*.jpg`), a playlist (`.m3u8`, `.m3u`, `.pls`), a session description (`.sdp`), a GStreamer pipeline
   * (`videotestsrc ! videoconvert`), `screen:` or `test:`. A URL may be a `URL`, which escapes what must be escaped in a
   * password. A name that could be several of these is a file if there is one of that name. A stream has this or a
   * `customStream`.
   */
  source?: string | number | URL;
  /**
   * Pictures of your own instead of a `source`: an object with `read()` and `stop()`, a class that Nest knows or can make,
   * a function that makes a source, an async iterable, an Observable, a `PushSource`. They have the size they come in.
   */
  customStream?: CustomStream;
  /**
   * Who reads the source: `Backend.CamGear`, FFmpeg inside this process; `Backend.FFGear`, the ffmpeg program in a process
   * of its own; `Backend.PiGear`, the camera of a Raspberry Pi, which needs no `source`.
   *
   * @default 'CamGear'
   */
  api?: Backend;
  /**
   * CamGear: who captures the pictures, where the source's name does not say it: `'gstreamer'` for a pipeline, `'v4l2'`,
   * `'avfoundation'` or `'dshow'` for a camera, `'x11grab'` for a display; also by OpenCV's number.
   *
   * @default 'auto'
   */
  backend?: CaptureBackend | number;
  /**
   * The name of `api: Backend.PiGear` in old versions of VidGear.
   *
   * @deprecated use `api`
   * @default false
   */
  enablePiCamera?: boolean;
  /**
   * PiGear: which camera, from 0.
   *
   * @default 0
   */
  cameraNum?: number;
  /**
   * CamGear: the `source` is the address of a page, behind which the program yt-dlp finds the video.
   *
   * @default false
   */
  streamMode?: boolean;
  /**
   * FFGear: the demuxer that ffmpeg is to read the source with, for example `lavfi` or `v4l2`. The source is then what
   * that demuxer takes it for.
   *
   * @default what the source is
   */
  sourceDemuxer?: string;
  /**
   * FFGear: pixel format in which ffmpeg hands over its pictures, by FFmpeg's name. `yuv420p` costs the least.
   *
   * @default 'bgr24'
   */
  frameFormat?: string;
  /**
   * FFGear: path of the ffmpeg program.
   *
   * @default `FFMPEG_PATH` of the environment, the package `ffmpeg-static` where it is installed, or `ffmpeg` on the `PATH`
   */
  customFfmpeg?: string;
  /**
   * Tweaks of the source, by the names VidGear has for them. For cameras `CAP_PROP_FRAME_WIDTH`,
   * `CAP_PROP_FRAME_HEIGHT`, `CAP_PROP_FPS`, `CAP_PROP_FOURCC` and, on Linux, settings such as `CAP_PROP_BRIGHTNESS`;
   * `THREAD_TIMEOUT`; for FFGear `-vf`,
   * `-filter_complex`, `-vcodec`, `-hwaccel` and `-ffprefixes`; for PiGear `controls`, `transform`, `exposure_mode`,
   * `iso`, `awb_mode`, `sensor_mode` and `HWFAILURE_TIMEOUT`; with `streamMode` `STREAM_RESOLUTION` and
   * `STREAM_PARAMS`.
   *
   * @default {}
   */
  sourceOptions?: SourceOptions;
  /**
   * Start a file again when it ends.
   *
   * @default false
   */
  loop?: boolean;
  /**
   * Pictures per second asked of a device, a screen, an image sequence or a `customStream`, 1 to 240.
   *
   * @default what the source offers; 30 for a `customStream`
   */
  framerate?: number;
  /**
   * Width and height in pixels asked of a device or a screen, each at least 64.
   *
   * @default what the source offers
   */
  resolution?: readonly [width: number, height: number];
  /**
   * By how many percent the picture shrinks before it is compressed, 0 to 90. The shape stays.
   *
   * @default 20, but 0 for PiGear and beside `passthrough: 'always'`
   */
  frameSizeReduction?: number;
  /**
   * Steady a shaky picture. `true` does it with the defaults of its settings. The video is late by `smoothingRadius`
   * pictures. Needs the package `@techstark/opencv-js` in the application.
   *
   * @default false
   */
  stabilize?: boolean | StabilizeOptions;
  /**
   * A function that changes each picture before it is compressed, after it was reduced and steadied. It gets the picture's
   * samples to read and write, and returns them, another picture, or `undefined` to leave the picture out; or a promise.
   *
   * @default pictures stay as they are
   */
  transform?: PictureTransform;
  /**
   * In which order `transform` gets the samples: `rgba`, `rgb24`, `bgr24`, `bgra` or `gray`.
   *
   * @default 'rgba'
   */
  transformFormat?: TransformFormat;
  /**
   * How long `transform` may take for one picture, in milliseconds, 1 to 10 000. A picture that takes longer is left out.
   *
   * @default 200
   */
  transformBudgetMs?: number;
  /**
   * Show the channels of another colour space as if they were blue, green and red, by OpenCV's name of the conversion.
   * Not for FFGear. `WebGearRtcService.setColorspace()` changes it while the stream runs.
   *
   * @default the colours as they are
   */
  colorspace?: Colorspace;
  /**
   * Text and clocks to draw onto the pictures, last of all: text alone, one overlay or a list of them. Slates stay
   * clean. `WebGearRtcService.setOverlay()` changes them while the stream runs.
   *
   * @default pictures stay as they are
   */
  overlay?: string | Overlay | readonly Overlay[];
  /**
   * When the source ends, keep streaming a blank picture reading "No Input"; otherwise show "The End" and stop.
   *
   * @default the value of `enableLiveBroadcast`
   */
  enableInfiniteFrames?: boolean;
  /**
   * How long a camera or a network source may give no picture before it counts as failed and is opened again, in
   * milliseconds, 1000 to 3 600 000. Viewers stay connected meanwhile. A slower source is given three of its intervals, and
   * one that sends data between two key frames six times as long.
   *
   * @default 10_000
   */
  stallTimeoutMs?: number;
  /**
   * Seconds to wait before the first read, for cameras that need to warm up, 0 to 3600.
   *
   * @default 0
   */
  timeDelay?: number;
  /**
   * Target rate of the compressed video in bits per second, 50 000 to 100 000 000. H.264 that is sent as it comes has a
   * rate of its own.
   *
   * @default 2_000_000
   */
  bitrateBps?: number;
  /**
   * Send a source's own H.264 as it comes, without decoding and encoding it: `'auto'` where browsers can take it and no
   * option changes the pictures (`frameSizeReduction` is to be 0), `'never'`, or `'always'`, which fails where that cannot
   * be. Not for FFGear, `streamMode` and `customStream`.
   *
   * @default 'auto'
   */
  passthrough?: PassthroughMode;
  /**
   * Longest time between two key frames in milliseconds, 250 to 60 000. A viewer who joins never waits for it.
   *
   * @default 4000
   */
  keyFrameIntervalMs?: number;
  /**
   * Pictures per second of `stream.mjpeg`, at most, 1 to 60. Each is a whole picture: 10 of them cost a network more than
   * 30 of the video.
   *
   * @default 10, or 30 with `mode: 'mjpeg'`
   */
  mjpegFramerate?: number;
  /**
   * How the images of `stream.mjpeg` and `snapshot.jpg` are made, and one more path for the stream.
   *
   * @default { quality: 90 }
   */
  mjpeg?: MjpegOptions;
  /**
   * Keep the source open while nobody watches.
   *
   * @default false
   */
  keepWarm?: boolean;
  /**
   * How long the source stays open after the last viewer left, in milliseconds, 0 to 3 600 000.
   *
   * @default 5000
   */
  idleStopMs?: number;
}

/**
 * Where the pictures of a stream come from: exactly one of these.
 *
 * @publicApi
 */
export type StreamOrigin =
  | {
      readonly source: string | number | URL;
      readonly customStream?: undefined;
      readonly api?: 'CamGear' | 'FFGear' | undefined;
      readonly enablePiCamera?: false | undefined;
    }
  | {
      readonly customStream: CustomStream;
      readonly source?: undefined;
      readonly api?: undefined;
      readonly enablePiCamera?: false | undefined;
    }
  | PiCameraOrigin;

/**
 * The camera of a Raspberry Pi, which needs no `source`.
 *
 * @publicApi
 */
export type PiCameraOrigin = (
  { readonly api: 'PiGear' } | { readonly api?: 'PiGear'; readonly enablePiCamera: true }
) & { readonly source?: undefined; readonly customStream?: undefined };

/**
 * What may be said of one stream.
 *
 * @publicApi
 */
export type StreamOptions = StreamSettings & StreamOrigin;
