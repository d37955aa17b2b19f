import type { DeliveryMode } from './delivery-mode.js';
import type { IceServer, IceTransportPolicy } from './ice-server.interface.js';
import type { StaticMount } from './static-mount.interface.js';
import type { StreamOptions } from './stream-options.interface.js';

/**
 * Everything `WebGearRtcModule.forRoot()` may be told.
 *
 * A wrong value stops the start with an error that names the field, the rule and the allowed values.
 *
 * @publicApi
 */
export interface WebGearRtcOptions extends Partial<StreamOptions> {
  /**
   * Several streams, each under a name that is part of its address: `<path>/<name>/` shows it, and `<path>/` lists them
   * all. Instead of a `source` beside it; the other options of a stream beside it hold for every stream that does not say
   * otherwise.
   */
  streams?: Readonly<Record<string, StreamOptions>>;
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
   * Existing, writable folder below which the page files live, in `.vidgear/webgear_rtc`.
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
   * Log in detail, read edited page files without a restart, and tell browsers what went wrong on the server.
   *
   * @default false
   */
  logging?: boolean;
}
