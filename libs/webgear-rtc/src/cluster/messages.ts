import * as v from 'valibot';
import type { StreamFacts } from '../broadcast/frame-bus.js';
import type { StreamDescription } from '../broadcast/stream-engine.js';
import type { RenditionKey } from '../media/rendition-key.js';
import type { StreamState } from '../media/stream-stats.js';

/** No control message is longer, in bytes: what is, was not written by this library. */
const MAX_MESSAGE_BYTES = 64 * 1024;

const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][\w-]{0,127}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const number = v.pipe(v.number(), v.finite());
const videoCodec = v.picklist(['h264', 'vp8', 'vp9', 'av1', 'h265']);
const audioCodec = v.picklist(['opus', 'pcmu', 'pcma']);
const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(64));

const key: v.GenericSchema<unknown, RenditionKey> = v.variant('track', [
  v.object({ track: v.literal('video'), codec: videoCodec, rung: name }),
  v.object({ track: v.literal('audio'), codec: audioCodec, rung: name }),
]);

const demand = v.object({
  key,
  /** Whether its frames are needed, and not only its encoder. */
  frames: v.boolean(),
  viewers: count,
  bandwidthBps: v.optional(number),
});

const control = v.variant('kind', [
  v.object({ kind: v.literal('describe') }),
  v.object({
    kind: v.literal('interest'),
    edge: name,
    renditions: list(demand),
    watchesRenditions: v.boolean(),
    watchesMetadata: v.optional(v.boolean(), false),
  }),
  v.object({ kind: v.literal('join'), edge: name, key }),
  v.object({ kind: v.literal('key-frame'), key, sequence: count }),
  v.object({ kind: v.literal('wake'), key }),
  v.object({ kind: v.literal('h264-level'), waitMs: v.pipe(count, v.maxValue(10_000)) }),
  v.object({ kind: v.literal('audio'), waitMs: v.pipe(count, v.maxValue(10_000)) }),
]);

/**
 * From an edge to the origin of a stream. `interest` is all that the edge needs of it: sent after each change and repeated, so
 * that a lost message, or another origin, costs a few seconds. `describe`, `join`, `h264-level` and `audio` are answered.
 */
export type ControlMessage = v.InferOutput<typeof control>;

/** What an edge needs of one rendition. */
export type EdgeDemand = v.InferOutput<typeof demand>;

/** The answer to `join`, after the cached frames. */
export interface Joined {
  readonly epoch: number;
  /** Of the last frame that all edges got; those after it are live. */
  readonly sequence: number;
  /** How many cached frames were sent. */
  readonly frames: number;
}

/** What the origin of a stream says of it. */
export interface Heartbeat {
  /** Id of the process. */
  readonly origin: string;
  /** Grows with each origin of a stream. Of two, edges follow the higher. */
  readonly epoch: number;
  /** The origin's capture clock. */
  readonly nowUs: number;
  readonly description: StreamDescription;
  readonly state: StreamState;
  readonly ladder: StreamFacts['ladder'];
  /** Only while an edge needs them: watching them keeps the source open. */
  readonly renditions?: StreamFacts['renditions'] | undefined;
  /** How many viewers all edges have. */
  readonly viewers: number;
  /** The origin has the stream no more. */
  readonly gone?: boolean | undefined;
  /** The process of the origin ends. Another one may take the stream over. */
  readonly leaving?: boolean | undefined;
}

const trackDescription = v.object({
  kind: v.picklist(['video', 'audio']),
  clockRateHz: v.pipe(number, v.minValue(1000), v.maxValue(1_000_000)),
  wallClockOffsetUs: number,
  rtpOffset: v.pipe(count, v.maxValue(2 ** 32 - 1)),
});

const heartbeat: v.GenericSchema<unknown, Heartbeat> = v.object({
  origin: name,
  epoch: v.pipe(count, v.maxValue(2 ** 32 - 1)),
  nowUs: number,
  description: v.object({
    name,
    tracks: v.pipe(list(trackDescription), v.minLength(1)),
    codecs: v.pipe(list(videoCodec), v.minLength(1)),
    passthroughEnabled: v.boolean(),
    rungs: v.pipe(list(name), v.minLength(1)),
    adaptive: v.boolean(),
    audio: v.union([v.boolean(), v.literal('auto')]),
    audioSync: v.boolean(),
  }),
  state: v.picklist(['idle', 'starting', 'live', 'reconnecting', 'ended', 'closed']),
  ladder: v.object({
    rungs: list(v.object({ rung: name, width: number, height: number, bitrateBps: number })),
    encoderFollows: v.boolean(),
  }),
  renditions: v.optional(
    list(
      v.object({
        key,
        availability: v.picklist(['unknown', 'available', 'unavailable']),
        h264Profile: v.optional(v.pipe(v.string(), v.regex(/^[\da-f]{4}$/i))),
        bitrateBps: v.optional(number),
        width: v.optional(number),
        height: v.optional(number),
      }),
    ),
  ),
  viewers: count,
  gone: v.optional(v.boolean()),
  leaving: v.optional(v.boolean()),
}) as never;

const joined: v.GenericSchema<unknown, Joined> = v.object({
  epoch: count,
  sequence: v.pipe(count, v.maxValue(2 ** 32 - 1)),
  frames: count,
});

const audio = v.object({ channels: v.picklist([1, 2]), codecs: list(audioCodec) });

/** The answer to `audio` or `h264-level`. */
export const answers = {
  audio: v.object({ value: v.optional(audio) }),
  'h264-level': v.object({ value: v.pipe(count, v.maxValue(255)) }),
} as const;

/** Writes a message. */
export function write(message: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(message));
}

/** Reads what an edge has sent; `undefined` for what is no message. */
export function readControl(data: Uint8Array): ControlMessage | undefined {
  return read(control, data);
}

/** Reads what an origin has sent; `undefined` for what is no message. */
export function readHeartbeat(data: Uint8Array): Heartbeat | undefined {
  return read(heartbeat, data);
}

/** Reads the answer to `join`. */
export function readJoined(data: Uint8Array): Joined | undefined {
  return read(joined, data);
}

/** Reads a message of a schema; `undefined` for what is none. */
export function read<Output>(
  schema: v.GenericSchema<unknown, Output>,
  data: Uint8Array,
  maxBytes = MAX_MESSAGE_BYTES,
): Output | undefined {
  if (data.length > maxBytes) return undefined;
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(Buffer.from(data).toString()));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
