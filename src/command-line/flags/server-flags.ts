import type { FlagGroup } from './flag.interface.js';
import { toBoolean, toList, toPort, toText, toThreads } from './flag-values.js';
import { toIceServers } from './ice-server-values.js';

/** Where the server is found, and what it serves besides the video. */
export const serverFlags: FlagGroup = {
  heading: 'Server and page',
  flags: [
    {
      name: 'ipaddress',
      short: '-ip',
      value: '<address>',
      description: 'address the page is served on; 127.0.0.1 for this machine only',
      default: '0.0.0.0, all of them',
      parse: toText,
    },
    {
      name: 'port',
      short: '-pt',
      value: '<port>',
      description: 'TCP port of the page, 0 for any free one',
      default: '8000',
      parse: toPort,
    },
    {
      name: 'udpAddress',
      value: '<address>',
      description: 'IPv4 address the video is sent from',
      default: '0.0.0.0, all of them',
      parse: toText,
    },
    {
      name: 'udpPort',
      value: '<port>',
      description: 'UDP port of the video, 0 for any free one',
      default: '0',
      parse: toPort,
    },
    {
      name: 'iceTcp',
      description: 'let viewers come over TCP too, to the same port number',
      default: 'true',
      parse: toBoolean,
    },
    {
      name: 'threads',
      value: '<count>',
      description:
        'serve the viewers in up to so many threads of their own; true for one less than there are processors',
      default: 'false',
      parse: toThreads,
    },
    {
      name: 'announcedAddresses',
      value: '<addresses>',
      description:
        "IP addresses, divided by commas, at which browsers reach this server where they are not this machine's own (in a container)",
      parse: toList,
    },
    {
      name: 'iceServers',
      value: '<urls>',
      description:
        'STUN and TURN servers, divided by commas: stun:host:port, turn:user:password@host?transport=tcp; others on ' +
        'this machine can read a command line, so a password is better kept in a config file',
      default: 'none',
      parse: toIceServers,
    },
    {
      name: 'iceTransportPolicy',
      value: '<which>',
      description: 'ways by which viewers may come: all, or relay for TURN servers alone',
      default: 'all',
      parse: toText,
    },
    {
      name: 'allowedOrigins',
      value: '<origins>',
      description:
        'origins, divided by commas, of other pages that may show the video with a script of theirs: https://example.org; * for any',
      default: 'none',
      parse: toList,
    },
    {
      name: 'frameAncestors',
      value: '<origins>',
      description: 'origins, divided by commas, of other pages that may show this page in a frame; * for any',
      default: 'none',
      parse: toList,
    },
    {
      name: 'customDataLocation',
      value: '<folder>',
      description: 'existing folder below which the page files are kept',
      default: 'your home folder',
      parse: toText,
    },
    {
      name: 'overwriteDefaultFiles',
      description: 'write the default page files again, over any edits',
      parse: toBoolean,
    },
  ],
};
