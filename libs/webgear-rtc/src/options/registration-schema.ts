import { availableParallelism } from 'node:os';
import { isIP } from 'node:net';
import * as v from 'valibot';
import { isDtlsCertificateSetting, type DtlsCertificateSetting } from './dtls-certificate.js';
import { iceServerList } from './ice-servers.js';
import { loggingSettings } from './logging-settings.js';
import { schemaOf, setting } from './option-schema.js';
import type { SelectRung } from './select-rung.js';
import {
  flag,
  announcedAddress,
  isPlainObject,
  isText,
  judged,
  listOf,
  oneOf,
  text,
  wholeNumber,
} from './option-values.js';
import { streamSchema } from './stream-schema.js';
import { isStreamsSource, type StreamsByName, type StreamsSource } from './streams-provider.js';
import type { StreamSettings } from './stream-options.interface.js';
import { assertValue, invalidOption } from './validate-options.js';
import type { RegistrationSettings, StaticMount } from './webgear-rtc-options.interface.js';

const mostThreads = 64;
const lastPort = 65_535;

const threadCount = judged<boolean | number>(
  {
    rule: 'must be a number of threads, or whether there are any',
    allowed: `true, false, 0 to ${mostThreads}`,
  },
  (value) => typeof value === 'boolean' || v.is(wholeNumber(0, mostThreads), value),
);

const rungFunction = judged<SelectRung>(
  {
    rule: 'must be a function',
    allowed:
      'a function that gets a viewer and the rungs there are, and returns the name of one, or undefined',
  },
  (value) => typeof value === 'function',
);

const ipv4Address = judged<string>(
  {
    rule: 'must be an IPv4 address',
    allowed: 'an address of this machine, or "0.0.0.0" for all of them',
  },
  (value) => typeof value === 'string' && isIP(value) === 4,
);

const dtlsCertificate = judged<DtlsCertificateSetting>(
  {
    rule: 'must be the path of a PEM file, or a key and a certificate in PEM form',
    allowed: 'a path, or { key, certificate }',
  },
  isDtlsCertificateSetting,
  // Nothing of it is shown: it may be a key.
  (value) => ({
    rule: 'must be the path of a PEM file, or a key and a certificate in PEM form',
    received: typeof value,
  }),
);

/** `https://host`, `http://host:port`, `https://*.host`; other schemes too, as the web views of phone apps have them. */
const WEB_ORIGIN = /^[a-z][a-z\d+.-]*:\/\/(?:\*\.)?(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Web origins (RFC 6454), in which `*` stands for all of them. */
const webOrigins = judged<readonly string[]>(
  {
    rule: 'must be a list of web origins',
    allowed:
      'scheme, host and port without a path, such as "https://example.org" or "http://192.168.1.5:8080", ' +
      'with "*." in front of a host for its subdomains; an asterisk alone for all origins',
  },
  (value) =>
    Array.isArray(value) &&
    value.every((item) => typeof item === 'string' && (item === '*' || WEB_ORIGIN.test(item))),
);

const MOUNT_PATH = /^\/?[\w-][\w.-]*(\/[\w-][\w.-]*)*\/?$/;

const staticMount = v.custom<StaticMount>((value) => {
  if (typeof value !== 'object' || value === null) return false;
  const { path, directory } = value as Record<string, unknown>;
  return isText(path) && MOUNT_PATH.test(path) && isText(directory);
}, 'must be a folder to serve');

const namedStreams = judged<StreamsByName | StreamsSource>(
  {
    rule: 'must be an object with the options of each stream under its name',
    allowed: '{ front: { source: … }, yard: { source: … } }, or who says that: a function, { useClass }, …',
  },
  (value) => isStreamsSource(value) || (isPlainObject(value) && Object.values(value).every(isPlainObject)),
  (value) => {
    if (Array.isArray(value)) return { rule: 'must give each stream a name' };
    const [name, received] = isPlainObject(value)
      ? (Object.entries(value).find(([, options]) => !isPlainObject(options)) ?? [])
      : [];
    if (name === undefined) return undefined;
    return {
      at: [name],
      rule: 'must be an object with the options of this stream',
      allowed: '{ source: … }',
      received,
    };
  },
);

/**
 * Refuses what is no object of streams by their names, as it may come from a provider.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`
 */
export function assertStreamsByName(value: unknown): asserts value is StreamsByName {
  const stated = isStreamsSource(value) ? [] : value;
  assertValue(namedStreams, stated, 'streams');
}

/** Options of a registration besides those of its streams, in the order of the help. */
export const serverSchema = schemaOf<Omit<RegistrationSettings, keyof StreamSettings>>()({
  streams: setting(namedStreams),
  mode: setting(oneOf(['webrtc', 'mjpeg']), {
    default: 'webrtc',
    flag: {
      short: '-m',
      value: '<mode>',
      help: 'how the video travels: webrtc, or mjpeg for JPEG images alone',
      group: 'video',
    },
  }),
  enableLiveBroadcast: setting(flag, {
    default: true,
    flag: { help: 'many viewers at once; when off, a new one replaces the current one', group: 'video' },
  }),
  maxPeers: setting(wholeNumber(1, 10_000), {
    default: 100,
    flag: { value: '<count>', help: 'how many viewers at once', group: 'video' },
  }),
  selectRung: setting(rungFunction),
  udpAddress: setting(ipv4Address, {
    default: '0.0.0.0',
    flag: {
      value: '<address>',
      reads: 'text',
      help: 'IPv4 address the video is sent from',
      note: 'all of them',
    },
  }),
  udpPort: setting(wholeNumber(0, lastPort), {
    default: 0,
    flag: { value: '<port>', reads: 'port', help: 'UDP port of the video, 0 for any free one' },
  }),
  dtlsCertificate: setting(dtlsCertificate, {
    flag: {
      value: '<file>',
      reads: 'text',
      help: 'PEM file with the certificate for DTLS and its key, written where it is not there, so that both stay the same',
      otherwise: 'a new one for each start',
    },
  }),
  iceTcp: setting(flag, {
    default: true,
    flag: { help: 'let viewers connect over TCP too, to the same port number' },
  }),
  threads: setting(threadCount, {
    default: false,
    flag: {
      value: '<count>',
      reads: 'countOrBoolean',
      help: 'serve viewers in worker threads, at most this many; true for one less than there are processors',
    },
  }),
  announcedAddresses: setting(
    listOf(
      {
        rule: 'must be a list of addresses',
        allowed:
          "IP addresses and host names, each with a port or without: '203.0.113.7', 'home.example.org:40000', '[2001:db8::1]:40000'",
      },
      announcedAddress,
    ),
    {
      default: [],
      flag: {
        value: '<addresses>',
        help: "addresses, divided by commas, at which browsers reach this server where they are not this machine's own (in a container); host:port for a port that is mapped",
        otherwise: "this machine's own",
      },
    },
  ),
  iceServers: setting(iceServerList, {
    default: [],
    flag: {
      value: '<urls>',
      reads: 'iceServers',
      help:
        'STUN and TURN servers, divided by commas: stun:host:port, turn:user:password@host?transport=tcp; others on ' +
        'this machine can read a command line, so a password is better kept in a config file',
    },
  }),
  iceTransportPolicy: setting(oneOf(['all', 'relay']), {
    default: 'all',
    flag: {
      value: '<which>',
      help: 'candidates that may be used: all, or relay for those of TURN servers alone',
    },
  }),
  allowedOrigins: setting(webOrigins, {
    default: [],
    flag: {
      value: '<origins>',
      reads: 'list',
      help: 'origins, divided by commas, of other pages that may show the video with a script of their own: https://example.org; * for any',
    },
  }),
  frameAncestors: setting(webOrigins, {
    default: [],
    flag: {
      value: '<origins>',
      reads: 'list',
      help: 'origins, divided by commas, of other pages that may show this page in a frame; * for any',
    },
  }),
  customDataLocation: setting(text, {
    flag: {
      value: '<folder>',
      help: 'existing folder below which the page files are kept',
      otherwise: 'your home folder',
    },
  }),
  dataFiles: setting(oneOf(['editable', 'package']), {
    default: 'editable',
    flag: {
      value: '<which>',
      help: 'page files: editable, which are written to a folder, or package, which never writes',
    },
  }),
  overwriteDefaultFiles: setting(flag, {
    default: false,
    flag: { help: 'write the default page files again, over any edits' },
  }),
  mounts: setting(
    listOf(
      {
        rule: 'must be a list of folders to serve',
        allowed:
          '[{ path, directory }, …], each path one or more names of letters, digits, "-", "_" or "." divided by "/"',
      },
      staticMount,
    ),
    { default: [] },
  ),
  metrics: setting(flag, {
    default: false,
    flag: { help: 'serve metrics for Prometheus at the address metrics' },
  }),
  ...loggingSettings,
});

/** Every option of a registration, those of its streams among them. */
export const registrationSchema = schemaOf<RegistrationSettings>()({
  ...streamSchema.entries,
  ...serverSchema.entries,
});

/**
 * How many threads may serve viewers; 0 for none besides the main one.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID` when there are not enough UDP ports behind `udpPort` for one each
 */
export function threadsOf(stated: boolean | number, udpPort: number): number {
  // The encoder needs the processor that is left over; where there is one only, threads take more than they give.
  const threads = stated === true ? Math.min(mostThreads, availableParallelism() - 1) : Number(stated);
  const lastNeeded = udpPort + threads - 1;
  if (udpPort === 0 || threads === 0 || lastNeeded <= lastPort) return threads;
  const rule = `must leave a UDP port for each of ${threads} threads`;
  throw invalidOption('udpPort', { rule, allowed: `0 to ${lastPort - threads + 1}` }, udpPort);
}

/** Brings web origins into the form in which browsers send them: lower case, without the scheme's own port. */
export function normalizeOrigins(origins: readonly string[]): readonly string[] {
  return Object.freeze(
    origins.map((origin) => origin.toLowerCase().replace(/^(http:\/\/.*):80$|^(https:\/\/.*):443$/, '$1$2')),
  );
}
