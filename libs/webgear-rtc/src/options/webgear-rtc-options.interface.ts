import type { LogLevel } from '@nestjs/common';
import type { DtlsCertificateSetting } from './dtls-certificate.js';
import type { PiCameraOrigin, StreamOrigin } from './stream-origin.js';
import type { IceServer, IceTransportPolicy } from './ice-server.interface.js';
import type { SelectRung } from './select-rung.js';
import type { StreamOptions, StreamSettings } from './stream-options.interface.js';
import type { StreamsByName, StreamsSource } from './streams-provider.js';

/**
 * How video is delivered: by WebRTC, and as JPEG images where WebRTC is blocked; or as JPEG images alone.
 *
 * @publicApi
 */
export type DeliveryMode = 'webrtc' | 'mjpeg';

/**
 * Where the page files are: in a folder, to be edited, or in the package alone.
 *
 * @publicApi
 */
export type DataFiles = 'editable' | 'package';

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
 * Every option of a registration, including those of its streams. {@link WebGearRtcOptions} says which of them go
 * together.
 *
 * @publicApi
 */
export interface RegistrationSettings extends StreamSettings {
  /**
   * Several streams, each under a name that is part of its address: `<path>/<name>/` shows it, and `<path>/` lists
   * them all. It replaces the `source`; the other options of a stream stand beside it for every stream that does not
   * set them itself. Streams can be added and removed while the server runs. Where they come from a database, a function, or
   * `{ useClass }`, `{ useExisting }` or `{ useFactory, inject }`, says which there are; it is asked with the first request.
   */
  streams?: StreamsByName | StreamsSource;
  /**
   * Many viewers at once. When `false`, a new viewer replaces the current one.
   *
   * @default true
   */
  enableLiveBroadcast?: boolean;
  /**
   * `'webrtc'`: viewers are served by WebRTC, and with `stream.mjpeg` where WebRTC is blocked. `'mjpeg'`: with
   * `stream.mjpeg` alone; offers are refused, and no port for media is opened.
   *
   * @default 'webrtc'
   */
  mode?: DeliveryMode;
  /**
   * Limit of simultaneous viewers, 1 to 10 000. The next one is refused with a request to retry later.
   *
   * @default 100
   */
  maxPeers?: number;
  /**
   * A function that chooses the rung of a viewer, called once a second for each that is connected, with its state and
   * the rungs there are for it, best first. It returns the name of one of them; `undefined`, an unknown name or an
   * exception leave the viewer on automatic selection, or on the rung its page has pinned. It runs on the main thread
   * and must return at once.
   *
   * @default rungs are selected by what the network of each viewer carries
   */
  selectRung?: SelectRung;
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
   * The certificate that the encryption of the media (DTLS) begins with, for clients and firewalls that expect the same one after
   * a restart: the path of a PEM file with key and certificate, or both as texts. Where there is no such file, one is written
   * that only its owner may read (mode 0600); one that others may read is refused. Viewers check the fingerprint that their
   * answer names, so that a certificate of an authority gains nothing.
   *
   * @default a new certificate for each start
   */
  dtlsCertificate?: DtlsCertificateSetting;
  /**
   * Let viewers connect over TCP, to the same port number, when their network blocks UDP. Where that port is taken,
   * only UDP is served.
   *
   * @default true
   */
  iceTcp?: boolean;
  /**
   * Serve viewers in worker threads, which takes encryption and sending off the main thread: `true` for up to one
   * less than there are processors, or a number as the limit. They are started on demand, the second for the 51st
   * viewer. Each has a UDP port of its own: `udpPort` and those after it. It pays where processors are idle.
   *
   * @default false
   */
  threads?: boolean | number;
  /**
   * Addresses at which browsers reach this server, where those are not addresses of the machine itself (a container, a router
   * that forwards a port). Host names are looked up again each minute, so that an address may change. With a port
   * (`203.0.113.7:40000`, `[2001:db8::1]:40000`) where it is not `udpPort` from outside; with `threads` such a port is that of
   * one thread alone.
   *
   * @default the machine's own addresses, without those of bridges for containers
   */
  announcedAddresses?: readonly string[];
  /**
   * STUN and TURN servers, as browsers take them: `stun:`, `turn:`, `turns:`. They are used for each viewer and sent
   * to viewers, passwords included. Without any, no server is contacted.
   *
   * @default []
   */
  iceServers?: readonly IceServer[];
  /**
   * Candidates that may be used: `'all'`, or `'relay'` for those of the TURN servers in `iceServers` alone, which
   * hides the addresses of this machine.
   *
   * @default 'all'
   */
  iceTransportPolicy?: IceTransportPolicy;
  /**
   * Origins of other pages that may use the routes of this registration: with `<webgear-player>` or a script of their
   * own. Scheme, host and port: `'https://example.org'`, with `*.` in front for every subdomain; `'*'` for every
   * page. Cookies are accepted from pages of the listed origins. The application's own `enableCors()` takes
   * precedence.
   *
   * @default [] (pages of the same origin alone)
   */
  allowedOrigins?: readonly string[];
  /**
   * Origins besides its own that may show the page in a frame, written as in `allowedOrigins`. When set, it replaces
   * the framing rules of the application in the responses of this registration.
   *
   * @default []
   */
  frameAncestors?: readonly string[];
  /**
   * Existing folder below which the page files live, in `.vidgear/webgear_rtc`. Where it is not writable, they are
   * only read, and the package supplies what is missing.
   *
   * @default the home folder of the user that runs the server
   */
  customDataLocation?: string;
  /**
   * `'editable'`: the default page files are written to a folder at the first start, where that can be written, so that they
   * can be edited. `'package'`: the pages that come with the package are served, and nothing is read or written elsewhere;
   * for tests and containers. Not together with `customDataLocation` or `overwriteDefaultFiles`.
   *
   * @default 'editable'
   */
  dataFiles?: DataFiles;
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
   * Serve metrics for Prometheus, in its text format or as OpenMetrics, at `metrics` below the module's path. The `guards` apply.
   *
   * @default false
   */
  metrics?: boolean;
  /**
   * What is logged: lines of this level and of graver ones, as far as the log levels of the application let them through. They go to
   * Nest's logger, or to the one that is provided as `WEBGEAR_RTC_LOGGER`. `verbose` adds the messages of FFmpeg.
   *
   * @default 'debug', with `logging` 'verbose'
   */
  logLevel?: LogLevel;
  /**
   * Tell clients what went wrong on the server: whole messages in answers, tracebacks in pages. They name files, hosts and devices.
   * Edited page files are read without a restart.
   *
   * @default the value of `logging`
   */
  exposeErrors?: boolean;
  /**
   * VidGear's name for both: `logLevel: 'verbose'` and `exposeErrors: true`, as far as these are not stated themselves.
   *
   * @default false
   */
  logging?: boolean;
}

/**
 * Several streams under names. The cameras of a Raspberry Pi need no `source` each where the `api` stands beside
 * them.
 *
 * @publicApi
 */
export type NamedStreams =
  | {
      readonly streams: Readonly<Record<string, StreamOptions>> | StreamsSource;
      readonly source?: undefined;
      readonly customStream?: undefined;
    }
  | (PiCameraOrigin & { readonly streams: StreamsByName | StreamsSource });

/**
 * Options of `WebGearRtcModule.forRoot()`: one stream with its `source` or `customStream`, or several `streams` that
 * have one each.
 *
 * A wrong value stops the start with an error that names the field, the rule and the allowed values.
 *
 * @publicApi
 */
export type WebGearRtcOptions = RegistrationSettings &
  ((StreamOrigin & { readonly streams?: undefined }) | NamedStreams);
