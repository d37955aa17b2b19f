/**
 * The directories of the library in the order a frame passes them. A file may import from its own directory and from
 * those above it in this list; control flows back through parameters, never through an import.
 */
export const layers = [
  'media',
  'errors',
  'options',
  'log',
  'bitstream',
  'ffmpeg',
  'codecs',
  'sources',
  'pipeline',
  'encoder',
  'rtp',
  'frame-metadata',
  'broadcast',
  'congestion',
  'transport',
  'sdp',
  'ingest',
  'peers',
  'workers',
  'cluster',
  'recording',
  'events',
  'streams',
  'remote-control',
  'signaling',
  'operations',
  'pages',
];

/** Directories beside the flow: the player runs in browsers, testing replaces parts of the product in tests. */
export const asideDirectories = ['player', 'testing'];

/** Packages that only these directories may import, so that an engine can be replaced by changing one directory. */
export const enginePackages = {
  'node-av': ['ffmpeg'],
  werift: ['transport', 'sdp'],
  koffi: ['transport/native'],
  '@nats-io/transport-node': ['cluster'],
  '@nats-io/jetstream': ['cluster'],
  '@nats-io/kv': ['cluster'],
};

/** Names that say nothing about what is inside. */
export const emptyNames = ['utils', 'util', 'helpers', 'helper', 'misc', 'stuff', 'shared', 'common'];

/** Longest file, in lines. */
export const maxFileLines = 300;

/** Files that may be longer, each with the reason. */
export const longFiles = {
  'libs/webgear-rtc/src/streams/stream-handle.ts':
    'one public class, half of it doc comments of which the reference page is made',
  'libs/webgear-rtc/src/peers/peer.ts': 'one viewer, whose parts are classes of their own',
  'libs/webgear-rtc/src/webgear-rtc.service.ts':
    'one public class, half of it doc comments of which the reference page is made',
};

/** A file of the library with fewer lines seldom has a reason to change of its own. */
export const smallFileLines = 20;

/** How many files of the library may be that small. */
export const maxSmallFiles = 15;
