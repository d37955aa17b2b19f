import type { StreamOrigin } from './stream-origin.js';
import type { Colorspace } from './colorspace.js';
import type { CustomStream } from './custom-stream.js';
import type { FrameTransform, TransformFormat } from './frame-transform.js';
import type { AudioMode } from './audio-mode.js';
import type { Backend, CaptureBackend } from './backend.js';
import type { HardwareEncoding } from './hardware-encoding.js';
import type { MjpegOptions } from './mjpeg-options.interface.js';
import type { Overlay } from './overlay.interface.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { PassthroughMode } from './passthrough.js';
import type { AnalysisSettings } from './analysis-options.interface.js';
import type { KeepSettings } from './record-options.interface.js';
import type { Renditions } from './renditions.interface.js';
import type { StabilizeOptions } from './stabilize-options.interface.js';
import type { SourceOptions } from './source-options.interface.js';

/**
 * Every option of one stream: its source and how it is compressed. {@link StreamOrigin} says which of them name the source.
 *
 * @publicApi
 */
export interface StreamSettings extends KeepSettings, AnalysisSettings {
  /**
   * Where the frames come from: a device index (`0`), a file, a URL (`rtsp://…`, `http://…`, `whep://…`), an image sequence
   * (`img%03d.png`, `*.jpg`), a playlist (`.m3u8`, `.m3u`, `.pls`), a session description (`.sdp`), a GStreamer pipeline
   * (`videotestsrc ! videoconvert`), `screen:`, `test:`, or `whip:` for what an encoder publishes to `whip` below the path of
   * the stream. A `URL` object escapes the special characters of a password. A name that could be several of these is a file
   * if that file exists. A stream has either this or a `customStream`.
   */
  source?: string | number | URL;
  /**
   * Frames that the application makes, instead of a `source`: an object with `read()` and `stop()`, a class that Nest knows
   * or can instantiate, a function that makes a source, an async iterable, an Observable, a `PushSource`.
   */
  customStream?: CustomStream;
  /**
   * What the stream is called on its page and in the list, at most 200 characters. Beside `streams` it is the title of the list.
   *
   * @default the name with spaces for `-` and `_`, the name of the file, or 'Live video'; 'Cameras' for the list
   */
  title?: string;
  /**
   * With the source `whip:`, the token that a publisher sends as `Authorization: Bearer …`. Without it every client that the
   * guards let through may publish, one at a time.
   *
   * @default no token
   */
  publishToken?: string;
  /**
   * With the source `whip:`, a page at `publish` below the stream's own that publishes a camera or a screen from a browser.
   *
   * @default false
   */
  publishPage?: boolean;
  /**
   * Who reads the source: `Backend.CamGear`, FFmpeg inside this process; `Backend.FFGear`, the ffmpeg program in a process
   * of its own; `Backend.PiGear`, the camera of a Raspberry Pi, which needs no `source`.
   *
   * @default 'CamGear'
   */
  api?: Backend;
  /**
   * CamGear: the capture API, where the name of the source does not imply it: `'gstreamer'` for a pipeline, `'v4l2'`,
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
   * FFGear: the demuxer that ffmpeg reads the source with, for example `lavfi` or `v4l2`. The demuxer decides what
   * `source` means.
   *
   * @default what the source is
   */
  sourceDemuxer?: string;
  /**
   * FFGear: pixel format of the frames that ffmpeg writes, by FFmpeg's name. `yuv420p` costs the least.
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
   * Frames per second asked of a device, a screen, an image sequence or a `customStream`, 1 to 240.
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
   * Percentage by which frames are scaled down before they are compressed, 0 to 90. The aspect ratio stays. Above 0 the
   * video of the source is not passed through.
   *
   * @default 0
   */
  frameSizeReduction?: number;
  /**
   * Stabilize shaky video; `true` takes the default settings. The video is delayed by `smoothingRadius` frames. Needs
   * the package `@techstark/opencv-js` in the application.
   *
   * @default false
   */
  stabilize?: boolean | StabilizeOptions;
  /**
   * A function that changes each frame before it is compressed, after it was scaled and stabilized. It reads and
   * writes the samples of the frame, and returns the frame, another one, or `undefined` to drop it; or a promise.
   *
   * @default frames stay as they are
   */
  transform?: FrameTransform;
  /**
   * Order of the samples that `transform` gets: `rgba`, `rgb24`, `bgr24`, `bgra` or `gray`.
   *
   * @default 'rgba'
   */
  transformFormat?: TransformFormat;
  /**
   * How long `transform` may take for one frame, in milliseconds, 1 to 10 000. A frame that takes longer is dropped.
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
   * Text and clocks to draw onto the frames, after everything else: text alone, one overlay or a list of them. Slates
   * have none. `WebGearRtcService.setOverlay()` changes them while the stream runs.
   *
   * @default frames stay as they are
   */
  overlay?: string | Overlay | readonly Overlay[];
  /**
   * When the source ends, keep streaming a slate that reads "No Input"; otherwise show "The End" and stop.
   *
   * @default the value of `enableLiveBroadcast`
   */
  enableInfiniteFrames?: boolean;
  /**
   * How long a camera or a network source may deliver no frame before it counts as failed and is opened again, in
   * milliseconds, 1000 to 3 600 000. Viewers stay connected meanwhile. A slower source is given three of its
   * intervals, and one that sends data between two key frames six times as long.
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
   * Target bitrate of the best of the `renditions` in bits per second, 50 000 to 100 000 000. Passthrough H.264 keeps the
   * bitrate of the source.
   *
   * @default by the size of its frames: 2.17 bit/s per pixel up to 1080p, beyond that 4.5 Mbit/s · k^(1 − 0.1462 · log2 k)
   * for k times as many pixels: 2 Mbit/s for 720p, 4.5 for 1080p, 12 for 4K
   */
  bitrateBps?: number;
  /**
   * What is encoded for viewers of different bandwidth; each rendition only while a viewer uses it. `'auto'`: up to three,
   * each half the size of the one before in both dimensions at 0.4 times its rate, none below 180 lines. `'single'`: one for
   * all, whose rate, and then size, follows the viewer with the least bandwidth. Or a list of up to five, best first.
   *
   * @default 'auto'
   */
  renditions?: Renditions;
  /**
   * Codecs that viewers are served with, best first: each viewer gets the first that its browser offers, and is refused with
   * 422 if there is none. The video is encoded once for each codec in use.
   *
   * @default ['h264', 'vp8']
   */
  codecs?: readonly VideoCodec[];
  /**
   * Send the H.264, VP9, AV1 or H.265 of the source unchanged, without decoding and encoding it, to viewers that are served
   * with that codec: `'auto'` where browsers can decode it, `codecs` names it and no option changes the frames (`frameSizeReduction` must be 0), `'never'`, or `'always'`, which fails where
   * that is impossible. Not for FFGear, `streamMode` and `customStream`.
   *
   * @default 'auto'
   */
  passthrough?: PassthroughMode;
  /**
   * Encode in hardware: `'auto'` tries the encoders of the system one after another, a name such as `'vaapi'` that one
   * alone, `'never'` none. An encoder that does not work, or stops working, is replaced by the software encoder.
   *
   * @default 'never'
   */
  hardwareEncoding?: HardwareEncoding;
  /**
   * Whether viewers get sound: `'auto'` where the source has any and the viewer asks for it; `true` for each viewer that asks,
   * with silence where the source has none; `false` for none.
   *
   * @default 'auto'
   */
  audio?: AudioMode;
  /**
   * Where the sound comes from, if not from `source`: a device (`alsa:default`, `pulse:default`, `avfoundation:0`,
   * `dshow:Microphone`), a file, which starts again at its end, or a URL. It is opened while there are listeners. If it fails,
   * one warning is logged, the frames go on, and it is opened again.
   */
  audioSource?: string;
  /**
   * Whether browsers play sound and video in sync, which delays the video by as much as the sound needs. `false` keeps the
   * delay of the video lowest.
   *
   * @default true
   */
  audioSync?: boolean;
  /**
   * Longest time between two key frames in milliseconds, 250 to 60 000. A viewer who joins never waits for it.
   *
   * @default 4000
   */
  keyFrameIntervalMs?: number;
  /**
   * Frames per second of `stream.mjpeg`, at most, 1 to 60. Each is a complete image: 10 of them need more bandwidth
   * than 30 frames of video.
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
   * Keep the source open without viewers.
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
 * Options of one stream.
 *
 * @publicApi
 */
export type StreamOptions = StreamSettings & StreamOrigin;
