import { define, ended, tryAgainIn, type Reason, type Retry, type Source } from './error-definition.js';
import { accessErrors } from './access-errors.js';
import { requestErrors } from './request-errors.js';
import { sourceErrors } from './source-errors.js';

/**
 * Every error this library throws. The code is stable, the text is not.
 *
 * `docs/reference/errors.md` lists the same codes, which a test verifies.
 */
export const errorRegistry = {
  ...sourceErrors,
  ...accessErrors,
  ...requestErrors,
  WGR_OPTION_INVALID: define(400, ({ field, rule, received, allowed }: OptionFault) => [
    `Option "${field}" ${rule}, but got ${received}.`,
    allowed === undefined ? '' : `Allowed: ${allowed}.`,
  ]),
  WGR_OPTION_UNKNOWN: define(400, (detail: { field: string; near: readonly string[]; place?: string }) => [
    `Unknown option "${detail.field}".` + (detail.place === undefined ? '' : ` It stands ${detail.place}.`),
    detail.near.length === 0 ? '' : `Did you mean ${detail.near.map((name) => `"${name}"`).join(' or ')}?`,
  ]),
  WGR_PACKAGE_MISSING: define(500, ({ packageName, option }: { packageName: string; option: string }) => [
    `Option "${option}" needs a package that is not installed:`,
    `npm install ${packageName}` +
      (packageName.startsWith('@nestjs/') ? ', in the version that matches your Nest.' : '.'),
  ]),
  WGR_MEDIA_ENGINE_MISSING: define(500, ({ platform, reason, cLibrary }: MissingEngine) => [
    `FFmpeg could not be loaded on ${platform}: ${reason}.`,
    cLibrary === 'musl'
      ? 'This system uses the C library musl, as Alpine does, but FFmpeg is built for glibc 2.28 or later: ' +
        'use a Debian image, such as node:22-bookworm-slim.'
      : 'Reinstall without --omit=optional, so that the build of node-av for this platform is installed.',
  ]),
  WGR_PROGRAM_MISSING: define(
    500,
    ({ source, program, reason, remedy }: Source & Reason & { program: string; remedy: string }) => [
      `"${source}" needs the program "${program}", which ${reason}.`,
      `${remedy}.`,
    ],
  ),
  WGR_CUSTOM_STREAM_INVALID: define(500, ({ streamName, reason }: Reason & { streamName: string }) => [
    `The customStream of stream "${streamName}" cannot be used: ${reason}.`,
    'It must be an object with read(), and stop() if there is something to stop; a class or a function that creates one; ' +
      'an async iterable; or an Observable.',
  ]),
  WGR_METADATA_INVALID: define(500, ({ streamName, reason }: Reason & { streamName: string }) => [
    `Metadata of stream "${streamName}" cannot be sent: ${ended(reason)}`,
    'Publish what JSON can hold, with a frame that has a capture time or with none.',
  ]),
  WGR_METADATA_TOO_LARGE: define(500, (detail: { sizeBytes: number; limitBytes: number }) => [
    `Metadata of ${detail.sizeBytes} bytes exceeds the limit of ${detail.limitBytes} bytes.`,
    'Publish less with each frame, such as the best boxes alone.',
  ]),
  WGR_FRAME_INVALID: define(500, ({ received, remedy }: { received: string; remedy?: string }) => [
    `Not a frame: ${received}.`,
    remedy === undefined
      ? 'Give { data, width, height, format } with 1 to 4 channels of 8 bits, or the bytes of a JPEG or PNG file.'
      : `${remedy}.`,
  ]),
  WGR_AUDIO_INVALID: define(500, ({ received }: { received: string }) => [
    `Not sound: ${received}.`,
    'Give { samples, sampleRateHz, channels }: a Float32Array or an Int16Array, 8,000 to 192,000 Hz, 1 to 8 channels ' +
      'interleaved, ten seconds at most.',
  ]),
  WGR_FRAME_CLOSED: define(500, () => [
    'This video frame is closed.',
    'To keep a frame beyond its callback, keep a clone() of it.',
  ]),
  WGR_STABILIZER_FAILED: define(500, ({ reason }: Reason) => [
    `The stabilizer failed; frames are sent unstabilized: ${ended(reason)}`,
    'Restart the application to try again.',
  ]),
  WGR_TRANSFORM_FAILED: define(500, ({ reason }: Reason) => [
    `The transform failed, and the frame was dropped: ${ended(reason)}`,
    'Fix the function in the option "transform".',
  ]),
  WGR_TRANSFORM_LATE: define(500, ({ budgetMs }: { budgetMs: number }) => [
    `The transform took longer than ${budgetMs} ms, and the frame was dropped.`,
    'Reduce its work, move it to a worker thread, or raise "transformBudgetMs".',
  ]),
  WGR_COLORSPACE_FAILED: define(500, ({ reason }: Reason) => [
    `The colour conversion failed; frames are sent unconverted: ${ended(reason)}`,
    'Restart the application to try again.',
  ]),
  WGR_COLORSPACE_UNAVAILABLE: define(409, ({ streamName }: { streamName: string }) => [
    `The stream "${streamName}" is read by FFGear, which does not support "colorspace".`,
    'Use the filters in "sourceOptions".',
  ]),
  WGR_OVERLAY_FAILED: define(500, ({ reason }: Reason) => [
    `The overlay could not be drawn; frames are sent without it: ${ended(reason)}`,
    'Check the option "overlay" and its font file.',
  ]),
  WGR_FRAME_FOREIGN: define(500, ({ received }: { received: string }) => [
    `A ${received} is not a video frame of this library.`,
    'Pass a VideoFrame that came from it.',
  ]),
  WGR_ENCODER_FAILED: define(500, ({ codec, reason }: Reason & { codec: string }) => [
    `The ${codec} encoder failed: ${ended(reason)}`,
    'Check the options for size, bitrate and codec.',
  ]),
  WGR_RENDITION_UNKNOWN: define(500, (detail: { streamName: string; rendition: string }) => [
    `Stream "${detail.streamName}" has no rendition "${detail.rendition}".`,
    'Please report this as a fault of the package.',
  ]),
  WGR_PAGE_NOT_FOUND: define(404, () => ['There is no such page here.', 'Check the address.']),
  WGR_METHOD_NOT_ALLOWED: define(405, ({ method, allow }: { method: string; allow: string }) => [
    `This address does not support ${method}.`,
    `Allowed: ${allow}.`,
  ]),
  WGR_PAGE_FAILED: define(500, ({ reason }: Reason) => [
    `The page could not be created: ${ended(reason)}`,
    'Check the folder of the page files.',
  ]),
  WGR_TEMPLATE_INVALID: define(500, ({ file, line, reason }: Reason & { file: string; line?: number }) => [
    `Template "${file}"${line === undefined ? '' : `, line ${line}`}: ${ended(reason)}`,
    'Correct the template.',
  ]),
  WGR_DATA_FILES_FAILED: define(500, ({ path, reason }: Reason & { path: string }) => [
    `The page files cannot be stored in "${path}": ${reason}.`,
    'Set the option "customDataLocation" to another folder.',
  ]),
  WGR_PATH_TAKEN: define(500, ({ path }: { path: string }) => [
    `Two registrations of WebGearRtcModule share the path "${path}".`,
    'Give each its own "path".',
  ]),
  WGR_NAME_TAKEN: define(500, ({ name }: { name: string }) => [
    `Two registrations of WebGearRtcModule share the name "${name}", so one of them could not be injected.`,
    'Give each its own "name".',
  ]),
  WGR_SDP_INVALID: define(400, ({ reason }: Reason) => [
    `The offer's SDP is not valid for WebRTC: ${reason}.`,
    'Send the result of createOffer() unchanged.',
  ]),
  WGR_SDP_UNSUPPORTED: define(422, ({ reason }: Reason) => [
    `The offer's SDP is not supported: ${reason}.`,
    'Offer to receive video in one of the codecs that the option "codecs" names.',
  ]),
  WGR_STREAM_UNKNOWN: define(404, ({ streamName }: { streamName: string }) => [
    `There is no stream "${streamName}".`,
    'Use the name of a configured stream.',
  ]),
  WGR_CLIP_EMPTY: define(404, ({ streamName }: { streamName: string }) => [
    `Nothing of stream "${streamName}" is kept of that time.`,
    'Ask for a time that "lookBackMs" or "record" covers, while the source was live.',
  ]),
  WGR_LOOK_BACK_DISABLED: define(404, ({ streamName }: { streamName: string }) => [
    `Stream "${streamName}" keeps nothing of what it has sent.`,
    'Set "lookBackMs", or "record" to keep it on disk.',
  ]),
  WGR_RECORDING_ABOVE_RUNG: define(
    403,
    ({ streamName, maxRung }: { streamName: string; maxRung: string }) => [
      `What is kept of stream "${streamName}" is better than this viewer may be sent ("${maxRung}").`,
      'Permit "full" for the purpose "recording", where that is wanted.',
    ],
  ),
  WGR_ANALYSIS_DISABLED: define(404, ({ streamName }: { streamName: string }) => [
    `Stream "${streamName}" has no copy for analysis.`,
    'Set "analysis", for example { width: 640, height: 640 }.',
  ]),
  WGR_QUERY_INVALID: define(400, (detail: { name: string; rule: string; received: string | undefined }) => [
    `Parameter "${detail.name}" ${detail.rule}` +
      (detail.received === undefined ? '.' : `, but got ${JSON.stringify(detail.received)}.`),
    'Correct the query of the URL.',
  ]),
  WGR_STREAM_EXISTS: define(409, ({ streamName }: { streamName: string }) => [
    `There is a stream "${streamName}" already; names that differ in case alone are the same.`,
    'Choose another name, or change that stream with updateStream().',
  ]),
  WGR_STREAM_REMOVED: define(410, ({ streamName }: { streamName: string }) => [
    `The stream "${streamName}" has been removed.`,
    'Get a handle of another stream with stream().',
  ]),
  WGR_STREAM_ELSEWHERE: define(409, ({ streamName }: { streamName: string }) => [
    `The stream "${streamName}" is made on another machine of the cluster.`,
    'Ask its origin for that.',
  ]),
  WGR_ORIGIN_UNREACHABLE: define(503, (detail: Retry & { streamName: string }) => [
    `The origin of stream "${detail.streamName}" does not answer.`,
    tryAgainIn(detail),
  ]),
  WGR_CLUSTER_STARTING: define(503, (detail: Retry) => [
    'This process has not heard yet which streams the cluster has.',
    tryAgainIn(detail),
  ]),
  WGR_STREAMS_UNNAMED: define(409, () => [
    'This registration has one stream without a name, and none can be added or removed.',
    'Use the option "streams" instead of "source".',
  ]),
  WGR_STREAMS_UNAVAILABLE: define(503, (detail: Reason & Retry) => [
    `The provider of the option "streams" failed: ${ended(detail.reason)}`,
    tryAgainIn(detail),
  ]),
  WGR_UDP_PORT_UNAVAILABLE: define(500, (detail: Reason & { address: string; port: number }) => [
    `UDP port ${detail.port} of ${detail.address} cannot be opened: ${detail.reason}.`,
    'Set "udpPort" and "udpAddress" to a free port and a local address.',
  ]),
  WGR_DTLS_CERTIFICATE_INVALID: define(500, ({ source, reason }: Source & Reason) => [
    `The DTLS certificate in "${source}" cannot be used: ${reason}.`,
    'Correct "dtlsCertificate", or leave it out for a new certificate at each start.',
  ]),
  WGR_NO_ICE_CANDIDATES: define(503, (detail: Retry) => [
    'No TURN server allocated an address for this viewer in time.',
    `Check "iceServers": host, port, username and credential. ${tryAgainIn(detail)}`,
  ]),
  WGR_TOO_MANY_PEERS: define(503, (detail: Retry & { limit: number }) => [
    `The limit of ${detail.limit} viewers is reached.`,
    tryAgainIn(detail),
  ]),
  WGR_NO_FRAME: define(503, (detail: Retry & { streamName: string; seconds: number }) => [
    `The stream "${detail.streamName}" had no frame within ${detail.seconds} seconds.`,
    `Check its source. ${tryAgainIn(detail)}`,
  ]),
  WGR_STREAM_NOT_READY: define(409, (detail: Retry & { streamName: string }) => [
    `The source of the stream "${detail.streamName}" is not there yet.`,
    tryAgainIn(detail),
  ]),
  WGR_VIEWER_REPLACED: define(409, () => [
    'A new viewer has replaced this one.',
    'Connect again to replace the other.',
  ]),
  WGR_PUBLISHER_EXISTS: define(409, ({ streamName, ...detail }: Retry & { streamName: string }) => [
    `The stream "${streamName}" has a publisher.`,
    `Stop that one first. ${tryAgainIn(detail)}`,
  ]),
  WGR_PUBLISH_TOKEN_INVALID: define(401, ({ streamName }: { streamName: string }) => [
    `The stream "${streamName}" is published with a token, and the request has none or another.`,
    'Send "Authorization: Bearer <publishToken>".',
  ]),
  WGR_TOO_MANY_PUBLISH_REQUESTS: define(429, (detail: Retry) => [
    'This address has asked to publish too often.',
    tryAgainIn(detail),
  ]),
  WGR_PUBLISHING_UNSUPPORTED: define(404, ({ streamName }: { streamName: string }) => [
    `The stream "${streamName}" takes no publisher.`,
    "Give it the source 'whip:'.",
  ]),
  WGR_WORKER_FAILED: define(503, (detail: Reason & Retry) => [
    `The thread that serves this viewer failed and is being replaced: ${ended(detail.reason)}`,
    tryAgainIn(detail),
  ]),
  WGR_SHUTTING_DOWN: define(503, (detail: Retry) => ['The server is shutting down.', tryAgainIn(detail)]),
} as const;

interface OptionFault {
  field: string;
  rule: string;
  received: string;
  allowed?: string;
}

interface MissingEngine extends Reason {
  platform: string;
  cLibrary?: 'glibc' | 'musl' | undefined;
}

/**
 * The code of a {@link WebGearRtcError}: a closed union, which makes a `switch` exhaustive.
 *
 * @publicApi
 */
export type WebGearRtcErrorCode = keyof typeof errorRegistry;

/** The values a code's message is built from. */
export type ErrorDetail<Code extends WebGearRtcErrorCode> = Parameters<
  (typeof errorRegistry)[Code]['explain']
>[0];
