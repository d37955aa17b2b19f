import * as v from 'valibot';
import { read } from './messages.js';

/** The body of a request may be 64 KiB, and grows when it is written as JSON; so may be the names of streams. */
const MAX_NODE_BYTES = 256 * 1024;

/** Names of streams in a heartbeat: more are shown, but nobody is redirected to them. */
export const MOST_STREAMS_TOLD = 800;

const nodeId = v.pipe(v.string(), v.regex(/^[\da-f]{16}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.finite(), v.minValue(0));
const line = (longest: number) => v.pipe(v.string(), v.maxLength(longest), v.regex(/^[\x20-\x7e]*$/));

const load = v.object({
  /** Viewers that are connected. */
  viewers: count,
  /** How many there may be. */
  capacity: count,
  /** Share of the processors that the process uses, 0 to 1. */
  cpu: share,
  /** How late its event loop is, of 99 of 100 turns, in milliseconds. */
  loopDelayMs: share,
});

const heartbeat = v.object({
  node: nodeId,
  load,
  /** Where its pages are; left out where nobody is redirected to it. */
  url: v.optional(v.pipe(line(2048), v.regex(/^https?:\/\/[^\s?#@]+\/$/))),
  /** Whether names of streams are part of its URLs. */
  named: v.boolean(),
  streams: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][\w-]{0,127}$/))),
    v.maxLength(MOST_STREAMS_TOLD),
  ),
  /** It ends. */
  gone: v.optional(v.boolean()),
});

/** What a session is asked for over HTTP, as it is handed to the process that has the session. */
const sessionRequest = v.object({
  operation: v.picklist(['quality', 'close', 'whep.trickle', 'whep.close', 'whip.trickle', 'whip.close']),
  sessionToken: line(128),
  body: v.optional(v.pipe(v.string(), v.maxLength(64 * 1024)), ''),
  contentType: v.optional(line(256)),
  ifMatch: v.optional(line(1024)),
});

const sessionReply = v.object({
  status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  body: v.pipe(v.string(), v.maxLength(64 * 1024)),
  /** Nothing that a browser would show as a page, and no header that is not one of these. */
  headers: v.object({
    'Content-Type': v.optional(
      v.picklist([
        'application/json; charset=utf-8',
        'application/problem+json; charset=utf-8',
        'application/trickle-ice-sdpfrag',
        'text/plain; charset=utf-8',
      ]),
    ),
    'Cache-Control': v.optional(v.literal('no-store')),
    ETag: v.optional(v.pipe(v.string(), v.regex(/^"[\w-]{1,64}"$/))),
    'Retry-After': v.optional(v.pipe(v.string(), v.regex(/^\d{1,5}$/))),
  }),
});

/** How busy a process is. */
export type NodeLoad = v.InferOutput<typeof load>;

/** What a process of a cluster says of itself. */
export type NodeHeartbeat = v.InferOutput<typeof heartbeat>;

/** A request for a session that another process has. */
export type SessionRequest = v.InferOutput<typeof sessionRequest>;

/** The answer to a {@link SessionRequest}. */
export type SessionReply = v.InferOutput<typeof sessionReply>;

/** Reads what a process says of itself; `undefined` for what is no message. */
export function readNodeHeartbeat(data: Uint8Array): NodeHeartbeat | undefined {
  return read(heartbeat, data, MAX_NODE_BYTES);
}

/** Reads a request of another process; `undefined` for what is no message. */
export function readSessionRequest(data: Uint8Array): SessionRequest | undefined {
  return read(sessionRequest, data, MAX_NODE_BYTES);
}

/** Reads the answer of another process; `undefined` for what is no message. */
export function readSessionReply(data: Uint8Array): SessionReply | undefined {
  return read(sessionReply, data, MAX_NODE_BYTES);
}
