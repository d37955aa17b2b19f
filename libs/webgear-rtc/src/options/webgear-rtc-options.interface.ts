import type { IceServer, IceTransportPolicy } from './ice-server.interface.js';
import type {
  PiCameraOrigin,
  StreamOptions,
  StreamOrigin,
  StreamSettings,
} from './stream-options.interface.js';

/**
 * How video gets to viewers: by WebRTC, and as JPEG images where that cannot pass; or as JPEG images alone.
 *
 * @publicApi
 */
export type DeliveryMode = 'webrtc' | 'mjpeg';

/**
 * A folder of the application's own that is served beside the page.
 *
 * @publicApi
 */
export interface StaticMount {
  /** Path below the module's own, for example `recordings`. */
  path: string;
  /** Folder whose files are served; it must exist. */
  directory: string;
}

/**
 * Every option of a registration, those of its streams among them. Which of them go together is in
 * {@link WebGearRtcOptions}.
 *
 * @publicApi
 */
export interface RegistrationSettings extends StreamSettings {
  /**
   * Several streams, each under a name that is part of its address: `<path>/<name>/` shows it, and `<path>/` lists them
   * all. Instead of a `source` beside it; the other options of a stream beside it hold for every stream that does not say
   * otherwise.
   */
  streams?: Readonly<Record<string, StreamSettings>>;
  /**
   * Many viewers at once. When `false`, the newest viewer wins and the earlier one is closed.
   *
   * @default true
   */
  enableLiveBroadcast?: boolean;
  /**
   * `'webrtc'`: viewers are served by WebRTC, and with `stream.mjpeg` where that cannot pass. `'mjpeg'`: with `stream.mjpeg`
   * alone; offers are refused, and no port for media is opened.
   *
   * @default 'webrtc'
   */
  mode?: DeliveryMode;
  /**
   * How many viewers may watch at once, 1 to 10 000. The next one is told to come back later.
   *
   * @default 100
   */
  maxPeers?: number;
  /**
   * UDP port for the media of all viewers; `0` lets the system choose.
   *
   * @default 0
   */
  udpPort?: number;
  /**
   * IPv4 address of this machine that the UDP port is opened on. `127.0.0.1` keeps the video on this machine. With
   * `0.0.0.0` the same port number is opened for IPv6 too, where the machine has it.
   *
   * @default '0.0.0.0', all of them
   */
  udpAddress?: string;
  /**
   * Let viewers come over TCP, to the same port number, when their network lets no UDP through. Where that port is not to
   * be had, there is UDP alone.
   *
   * @default true
   */
  iceTcp?: boolean;
  /**
   * Serve the viewers in threads of their own, which keeps their encryption and sending off the thread of the application:
   * `true` for up to one less than there are processors, or how many at most. They are started as they are needed, the
   * second for the 51st viewer. Each has a UDP port of its own: `udpPort` and those after it. Worth it where there are
   * processors to spare.
   *
   * @default false
   */
  threads?: boolean | number;
  /**
   * IP addresses at which browsers reach this server, where that is not an address of the machine itself (a container, a
   * server behind a one-to-one NAT).
   *
   * @default the machine's own addresses
   */
  announcedAddresses?: readonly string[];
  /**
   * STUN and TURN servers that help viewers to come through networks, as browsers take them: `stun:`, `turn:`, `turns:`.
   * They are asked for each viewer, and viewers are told them, passwords included. Without any, no server is asked.
   *
   * @default []
   */
  iceServers?: readonly IceServer[];
  /**
   * Ways by which viewers may come: `'all'`, or `'relay'` for those through the TURN servers in `iceServers` alone, which
   * keeps the addresses of this machine from them.
   *
   * @default 'all'
   */
  iceTransportPolicy?: IceTransportPolicy;
  /**
   * Origins of other pages that may use the routes of this registration: with `<webgear-player>` or a script of their own.
   * Scheme, host and port: `'https://example.org'`, with `*.` in front for every subdomain; `'*'` for every page. Cookies
   * are accepted from pages of the origins that are named. What the application's own `enableCors()` says comes first.
   *
   * @default [] (pages of the same origin alone)
   */
  allowedOrigins?: readonly string[];
  /**
   * Origins besides its own that may show the page in a frame, written as in `allowedOrigins`. When stated, it replaces
   * what the application says of frames in the answers of this registration.
   *
   * @default []
   */
  frameAncestors?: readonly string[];
  /**
   * Existing folder below which the page files live, in `.vidgear/webgear_rtc`. Where they cannot be written, they are
   * read, and the package has what is missing.
   *
   * @default the home folder of the user that runs the server
   */
  customDataLocation?: string;
  /**
   * Write the default page files again at the next start, over any edits. Other files stay.
   *
   * @default false
   */
  overwriteDefaultFiles?: boolean;
  /**
   * More folders to serve below the module's path. Needs the package `@nestjs/serve-static` in the application.
   *
   * @default []
   */
  mounts?: readonly StaticMount[];
  /**
   * Show tracebacks to browsers, read edited page files without a restart, and log what FFmpeg says. What viewers and
   * sources do is always given to Nest's logger as `debug`, which the log levels of the application filter.
   *
   * @default false
   */
  logging?: boolean;
}

/**
 * Several streams under names. A Raspberry Pi's cameras need no `source` each where the `api` stands beside them.
 *
 * @publicApi
 */
export type NamedStreams =
  | {
      readonly streams: Readonly<Record<string, StreamOptions>>;
      readonly source?: undefined;
      readonly customStream?: undefined;
    }
  | (PiCameraOrigin & { readonly streams: Readonly<Record<string, StreamSettings>> });

/**
 * Everything `WebGearRtcModule.forRoot()` may be told: one stream with its `source` or `customStream`, or several `streams`
 * that have one each.
 *
 * A wrong value stops the start with an error that names the field, the rule and the allowed values.
 *
 * @publicApi
 */
export type WebGearRtcOptions = RegistrationSettings &
  ((StreamOrigin & { readonly streams?: undefined }) | NamedStreams);
