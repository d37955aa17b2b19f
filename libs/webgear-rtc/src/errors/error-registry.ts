/** What the registry says of one code. `Detail` is what a thrower must hand over. */
export interface ErrorDefinition<Detail> {
  /** HTTP status when the error reaches a client. */
  readonly status: number;
  /** One sentence on what is wrong, and one on the way out. */
  readonly message: (detail: Detail) => string;
}

function define<Detail>(status: number, message: (detail: Detail) => string): ErrorDefinition<Detail> {
  return { status, message };
}

/**
 * Every error this library raises. The code is the contract, the text is not.
 *
 * `docs/reference/errors.md` lists the same codes; a test holds the two equal.
 */
export const errorRegistry = {
  WGR_OPTION_INVALID: define(
    500,
    (detail: { field: string; rule: string; received: string; allowed?: string }) =>
      `Option "${detail.field}" ${detail.rule}, but got ${detail.received}.` +
      (detail.allowed === undefined ? '' : ` Allowed: ${detail.allowed}.`),
  ),
  WGR_OPTION_UNKNOWN: define(
    500,
    (detail: { field: string; near: readonly string[]; place?: string }) =>
      `Unknown option "${detail.field}".` +
      (detail.place === undefined ? '' : ` It stands ${detail.place}.`) +
      (detail.near.length === 0
        ? ''
        : ` Did you mean ${detail.near.map((name) => `"${name}"`).join(' or ')}?`),
  ),
  WGR_PACKAGE_MISSING: define(
    500,
    (detail: { packageName: string; option: string }) =>
      `Option "${detail.option}" needs a package that is not installed: npm install ${detail.packageName}` +
      (detail.packageName.startsWith('@nestjs/') ? ', of the release that fits your Nest.' : '.'),
  ),
  WGR_MEDIA_ENGINE_MISSING: define(
    500,
    (detail: { platform: string; reason: string; cLibrary?: 'glibc' | 'musl' | undefined }) =>
      `FFmpeg could not be loaded on ${detail.platform}: ${detail.reason}. ` +
      (detail.cLibrary === 'musl'
        ? 'This system has the C library musl, as Alpine does, and FFmpeg is built for glibc 2.28 or later: ' +
          'use an image of Debian, such as node:22-bookworm-slim.'
        : 'Install again without --omit=optional, so that node-av brings its build for this platform.'),
  ),
  WGR_SOURCE_NOT_FOUND: define(
    500,
    (detail: { source: string }) =>
      `There is no "${detail.source}". Check the path; a relative one starts at the working directory.`,
  ),
  WGR_SOURCE_NOT_A_FILE: define(
    500,
    (detail: { source: string }) =>
      `"${detail.source}" is a directory. Name a file in it, or a numbered sequence such as "${detail.source}/img%03d.png".`,
  ),
  WGR_SOURCE_EMPTY: define(
    500,
    (detail: { source: string }) =>
      `"${detail.source}" has no bytes in it. Was it copied or recorded to its end?`,
  ),
  WGR_SOURCE_ACCESS_DENIED: define(
    500,
    (detail: { source: string }) =>
      `"${detail.source}" may not be read. Give the user that runs the server access to it.`,
  ),
  WGR_SOURCE_BUSY: define(
    500,
    (detail: { source: string }) =>
      `"${detail.source}" is in use by another program. Close that program first.`,
  ),
  WGR_SOURCE_NOT_MEDIA: define(
    500,
    (detail: { source: string; reason?: string }) =>
      `"${detail.source}" is not a picture or video that FFmpeg knows, or it is damaged` +
      `${detail.reason === undefined ? '' : `: ${detail.reason}`}. Check it with a video player.`,
  ),
  WGR_SOURCE_NO_VIDEO: define(
    500,
    (detail: { source: string }) => `"${detail.source}" has no video in it. Name a source that has.`,
  ),
  WGR_SOURCE_REFUSED: define(
    500,
    (detail: { source: string }) =>
      `"${detail.source}" refused the connection. Check host and port, and that the program there is running.`,
  ),
  WGR_SOURCE_UNREACHABLE: define(
    500,
    (detail: { source: string; reason: string }) =>
      `"${detail.source}" could not be reached: ${detail.reason}. Check the address and the network.`,
  ),
  WGR_SOURCE_STALLED: define(
    500,
    (detail: { source: string; timeoutMs: number }) =>
      `"${detail.source}" is silent: no picture for ${detail.timeoutMs} ms. Check the device or the network, ` +
      'or give it longer with "stallTimeoutMs".',
  ),
  WGR_SOURCE_HTTP_ERROR: define(
    500,
    (detail: { source: string; reason: string; remedy?: string }) =>
      `"${detail.source}" answered: ${detail.reason}. ` +
      `${detail.remedy ?? 'Check the address and, where it needs them, user name and password'}.`,
  ),
  WGR_SOURCE_UNSUPPORTED: define(
    500,
    (detail: { source: string; reason: string }) =>
      `"${detail.source}" cannot be a source: ${detail.reason}.`,
  ),
  WGR_SOURCE_NO_DISPLAY: define(
    500,
    (detail: { source: string; reason: string }) =>
      `"${detail.source}" has no screen to show: ${detail.reason}. Start the server inside a desktop session, or set DISPLAY.`,
  ),
  WGR_PROGRAM_MISSING: define(
    500,
    (detail: { source: string; program: string; reason: string; remedy: string }) =>
      `"${detail.source}" needs the program "${detail.program}", which ${detail.reason}. ${detail.remedy}.`,
  ),
  WGR_SOURCE_FAILED: define(
    500,
    (detail: { source: string; reason: string }) => `"${detail.source}" failed: ${detail.reason}.`,
  ),
  WGR_SOURCE_STOPPED: define(503, (detail: { source: string }) => `"${detail.source}" was stopped.`),
  WGR_CUSTOM_STREAM_INVALID: define(
    500,
    (detail: { streamName: string; reason: string }) =>
      `The customStream of stream "${detail.streamName}" cannot be used: ${detail.reason}. ` +
      'It must be an object with read(), and stop() where there is something to stop; a class or a function that makes one; ' +
      'an async iterable or an Observable.',
  ),
  WGR_FRAME_INVALID: define(
    500,
    (detail: { received: string; remedy?: string }) =>
      `This is no frame that can be shown: ${detail.received}. ` +
      (detail.remedy === undefined
        ? 'Give { data, width, height, format } with 1 to 4 channels of 8 bits, or the bytes of a JPEG or PNG file.'
        : `${detail.remedy}.`),
  ),
  WGR_FRAME_CLOSED: define(
    500,
    () => 'This video frame is closed. Keep a frame beyond its callback by keeping a clone() of it.',
  ),
  WGR_STABILIZER_FAILED: define(
    500,
    (detail: { reason: string }) => `The stabiliser failed, pictures go on as they are: ${detail.reason}.`,
  ),
  WGR_TRANSFORM_FAILED: define(
    500,
    (detail: { reason: string }) => `The transform failed, and the picture is left out: ${detail.reason}`,
  ),
  WGR_TRANSFORM_LATE: define(
    500,
    (detail: { budgetMs: number }) =>
      `The transform took longer than ${detail.budgetMs} ms, and the picture is left out. ` +
      'Let it do less, do it in a worker thread, or raise transformBudgetMs.',
  ),
  WGR_COLORSPACE_FAILED: define(
    500,
    (detail: { reason: string }) =>
      `Colours can no longer be converted, pictures go on as they are: ${detail.reason}.`,
  ),
  WGR_COLORSPACE_UNAVAILABLE: define(
    409,
    (detail: { streamName: string }) =>
      `The stream "${detail.streamName}" is read by FFGear, for which there is no colorspace. Use the filters in sourceOptions.`,
  ),
  WGR_OVERLAY_FAILED: define(
    500,
    (detail: { reason: string }) =>
      `The overlay could not be drawn, pictures go on without it: ${detail.reason}`,
  ),
  WGR_FRAME_FOREIGN: define(
    500,
    (detail: { received: string }) => `A ${detail.received} is not a video frame that FFmpeg can read.`,
  ),
  WGR_ENCODER_FAILED: define(
    500,
    (detail: { codec: string; reason: string }) => `The ${detail.codec} encoder failed: ${detail.reason}.`,
  ),
  WGR_BODY_TYPE_UNSUPPORTED: define(
    415,
    (detail: { received: string }) => `The body must be application/json, but is ${detail.received}.`,
  ),
  WGR_BODY_TOO_LARGE: define(
    413,
    (detail: { limitBytes: number }) => `The body is too large; ${detail.limitBytes} bytes are the limit.`,
  ),
  WGR_BODY_MALFORMED: define(
    400,
    (detail: { reason: string }) => `The body could not be read: ${detail.reason}.`,
  ),
  WGR_OFFER_INVALID: define(
    400,
    (detail: { reason: string }) => `The offer must be { "sdp": …, "type": "offer" }: ${detail.reason}.`,
  ),
  WGR_PAGE_NOT_FOUND: define(404, () => 'There is no such page here.'),
  WGR_METHOD_NOT_ALLOWED: define(
    405,
    (detail: { method: string; allow: string }) =>
      `${detail.method} is no method of this address. Allowed: ${detail.allow}.`,
  ),
  WGR_PAGE_FAILED: define(
    500,
    (detail: { reason: string }) => `The page could not be made: ${detail.reason}.`,
  ),
  WGR_TEMPLATE_INVALID: define(
    500,
    (detail: { file: string; line?: number; reason: string }) =>
      `Template "${detail.file}"${detail.line === undefined ? '' : `, line ${detail.line}`}: ${detail.reason}`,
  ),
  WGR_DATA_FILES_FAILED: define(
    500,
    (detail: { path: string; reason: string }) =>
      `The page files cannot be kept at "${detail.path}": ${detail.reason}. ` +
      'Name another folder with the option "customDataLocation".',
  ),
  WGR_PATH_TAKEN: define(
    500,
    (detail: { path: string }) =>
      `Two registrations of WebGearRtcModule share the path "${detail.path}". Give each its own "path".`,
  ),
  WGR_NAME_TAKEN: define(
    500,
    (detail: { name: string }) =>
      `Two registrations of WebGearRtcModule share the name "${detail.name}", so one of them could not be injected. ` +
      'Give each its own "name".',
  ),
  WGR_RENDITION_UNKNOWN: define(
    500,
    (detail: { streamName: string; rendition: string }) =>
      `Stream "${detail.streamName}" has no rendition "${detail.rendition}".`,
  ),
  WGR_SDP_INVALID: define(
    400,
    (detail: { reason: string }) => `The offer's SDP is not one of WebRTC: ${detail.reason}.`,
  ),
  WGR_SDP_UNSUPPORTED: define(
    422,
    (detail: { reason: string }) => `The offer's SDP cannot be served: ${detail.reason}.`,
  ),
  WGR_STREAM_UNKNOWN: define(
    404,
    (detail: { streamName: string }) => `There is no stream "${detail.streamName}".`,
  ),
  WGR_UDP_PORT_UNAVAILABLE: define(
    500,
    (detail: { address: string; port: number; reason: string }) =>
      `UDP port ${detail.port} of ${detail.address} cannot be opened: ${detail.reason}. ` +
      'Set "udpPort" and "udpAddress" to what this machine has free.',
  ),
  WGR_NO_ICE_CANDIDATES: define(
    503,
    (detail: { retryAfterSeconds: number }) =>
      'No TURN server gave an address for this viewer in time. Check "iceServers": host, port, username and credential. ' +
      `Try again in ${detail.retryAfterSeconds} seconds.`,
  ),
  WGR_TOO_MANY_PEERS: define(
    503,
    (detail: { limit: number; retryAfterSeconds: number }) =>
      `All ${detail.limit} places are taken. Try again in ${detail.retryAfterSeconds} seconds.`,
  ),
  WGR_NO_PICTURE: define(
    503,
    (detail: { streamName: string; seconds: number; retryAfterSeconds: number }) =>
      `The stream "${detail.streamName}" had no picture within ${detail.seconds} seconds. Its source may be away.`,
  ),
  WGR_VIEWER_REPLACED: define(409, () => 'A newer viewer took the place of this one.'),
  WGR_WORKER_FAILED: define(
    503,
    (detail: { reason: string; retryAfterSeconds: number }) =>
      `The thread that serves viewers has failed, and another will take its place: ${detail.reason}.`,
  ),
  WGR_SHUTTING_DOWN: define(
    503,
    (detail: { retryAfterSeconds: number }) =>
      `The server is shutting down. Try again in ${detail.retryAfterSeconds} seconds.`,
  ),
} as const;

/**
 * The code of a {@link WebGearRtcError}: a closed union, so that a `switch` over it can be checked.
 *
 * @publicApi
 */
export type WebGearRtcErrorCode = keyof typeof errorRegistry;

/** What a code's message is made of. */
export type ErrorDetail<Code extends WebGearRtcErrorCode> = Parameters<
  (typeof errorRegistry)[Code]['message']
>[0];
