/**
 * The rooms of a library in the order a picture passes them. A room may import what lies to its left; what lies to
 * its right it may know only by a contract (`*.interface.ts`).
 */
export const flow = [
  'options',
  'codecs',
  'sources',
  'pipeline',
  'encoder',
  'rtp',
  'broadcast',
  'transport',
  'sdp',
  'peers',
  'workers',
  'signaling',
  'pages',
  'root',
];

/** Rooms anyone may import. */
export const openRooms = ['errors', 'media'];

/** Files anyone may import, `errors` too: what keeps secrets out of every message. They import nothing themselves. */
export const openFiles = [];

/** Rooms beside the flow, with the rooms that may import their code. Contracts may always be imported. */
export const sideRooms = {
  bitstream: ['codecs', 'sources', 'ffmpeg', 'encoder', 'rtp', 'broadcast', 'testing'],
  ffmpeg: ['sources', 'pipeline', 'encoder', 'root', 'testing'],
  player: [],
  testing: ['root'],
};

/** Rooms whose own code may import only these rooms, besides contracts. `errors` may not even import contracts. */
export const importsOnly = {
  errors: ['media'],
  media: [],
  options: ['errors', 'media'],
  ffmpeg: ['errors', 'media', 'bitstream'],
  bitstream: [],
  player: [],
};

/** Packages that only some rooms may name, so that an engine can be replaced by changing one room. */
export const packageRooms = {
  koffi: ['transport'],
  'node-av': ['ffmpeg'],
  werift: ['transport', 'sdp', 'peers', 'rtp'],
};

/** Rooms whose files may use decorators; files named `*.service.ts` may everywhere. */
export const decoratorRooms = ['root', 'signaling', 'pages'];

/** Names that say nothing about what is inside. */
export const emptyNames = ['utils', 'util', 'helpers', 'helper', 'misc', 'stuff', 'shared', 'common'];

/** Longest file, in lines. */
export const maxFileLines = 300;

/** Files that may be longer, each with the reason. */
export const longFiles = {};
