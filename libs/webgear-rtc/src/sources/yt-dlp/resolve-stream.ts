import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { maskCredentials } from '../../errors/mask-credentials.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { SourceOptions } from '../../options/source-options.interface.js';
import type { ByteReader } from '../child-process/byte-reader.js';
import { findProgram } from '../child-process/find-program.js';
import { MediaProcess } from '../child-process/media-process.js';
import { networkRequest } from '../requests/network-request.js';
import { contentLengthOf } from '../http/content-length.js';
import { chooseFormat, chooseSound } from './choose-format.js';
import type { SourceMetadata } from '../video-source.interface.js';
import { parseListing, type StreamFormat, type StreamListing } from './stream-listing.js';
import { ytDlpCommand } from './yt-dlp-command.js';

/** A media URL of a page, valid for a limited time. */
export interface ResolvedStream {
  readonly request: MediaInputRequest;
  /** Where its sound is, if it has a URL of its own. */
  readonly sound: MediaInputRequest | undefined;
  readonly metadata: SourceMetadata;
  /** When the URL expires, in milliseconds since 1970; `undefined` if unknown. */
  readonly expiresAtMs: number | undefined;
  /** The requested resolution, if it does not exist. */
  readonly missingResolution: string | undefined;
  /** Height of the selected format, in pixels. */
  readonly height: number;
}

/** yt-dlp sends several requests, and sites are slow. */
const TIMEOUT_MS = 60_000;

/** Limits memory: the format list of a long programme is large. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Asks yt-dlp for the media URL of a page.
 *
 * @throws WebGearRtcError `WGR_PROGRAM_MISSING`, `WGR_SOURCE_FAILED`, `WGR_SOURCE_NO_VIDEO`,
 *   `WGR_SOURCE_UNREACHABLE`, `WGR_SOURCE_STOPPED`
 */
export async function resolveStream(
  url: string,
  { STREAM_RESOLUTION: resolution = 'best', STREAM_PARAMS: parameters = {} }: SourceOptions,
  signal: AbortSignal,
): Promise<ResolvedStream> {
  const label = maskCredentials(url);
  const executable = process.env['YT_DLP_PATH'] || (await findProgram(['yt-dlp']));
  const program = await MediaProcess.start(ytDlpCommand(executable, url, parameters, label));
  const listing = await readListing(program, label, signal);
  const chosen = chooseFormat(listing.formats, resolution);
  if (chosen === undefined) throw new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source: label });
  const sound = chooseSound(listing, chosen.format);
  return {
    request: requestFor(chosen.format, label, listing.live),
    sound: sound && requestFor(sound, label, listing.live),
    metadata: metadataOf(listing),
    expiresAtMs: earlier(expiryOf(chosen.format.url), sound && expiryOf(sound.url)),
    missingResolution: chosen.isWanted ? undefined : resolution,
    height: chosen.format.height,
  };
}

async function readListing(
  program: MediaProcess,
  label: string,
  signal: AbortSignal,
): Promise<StreamListing> {
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const stop = () => void program.close();
  const either = AbortSignal.any([signal, deadline]);
  either.addEventListener('abort', stop, { once: true });
  if (either.aborted) stop();
  try {
    const answer = await readAll(program.output);
    const { exitCode } = await program.ended;
    if (signal.aborted) throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: label });
    if (deadline.aborted) {
      const reason = `yt-dlp found nothing within ${TIMEOUT_MS} ms`;
      throw new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source: label, reason });
    }
    if (exitCode !== 0) throw await program.failure();
    const listing = parseListing(answer);
    if (listing !== undefined) return listing;
    throw new WebGearRtcError('WGR_SOURCE_FAILED', { source: label, reason: 'yt-dlp printed no JSON' });
  } finally {
    either.removeEventListener('abort', stop);
    await program.close();
  }
}

async function readAll(reader: ByteReader): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for (let bytes = await reader.readAny(); bytes !== undefined; bytes = await reader.readAny()) {
    size += bytes.length;
    if (size > MAX_ANSWER_BYTES) break;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function requestFor(
  { url, httpHeaders }: Pick<StreamFormat, 'url' | 'httpHeaders'>,
  label: string,
  live: boolean,
): MediaInputRequest {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  const request = networkRequest(scheme, url, label);
  // A line break would inject another header.
  const lines = Object.entries(httpHeaders).filter(([name, value]) => !/[\r\n]/.test(name + value));
  const headers = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  // yt-dlp states whether it is live: the server need not be asked.
  const contentLength = live ? undefined : contentLengthOf(url, headers);
  if (!scheme.startsWith('http') || lines.length === 0) return { ...request, contentLength };
  return { ...request, contentLength, options: { ...request.options, headers } };
}

/** Expiry in milliseconds since 1970, from the query or, in playlist URLs, the path. */
function expiryOf(url: string): number | undefined {
  const seconds = /[?&/](?:expires?|exp)[=/](\d{10})(?:[&/?#]|$)/i.exec(url)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function metadataOf({ fields, formats, live }: StreamListing): SourceMetadata {
  const text = (name: string, field: string) =>
    typeof fields[field] === 'string' ? { [name]: fields[field] } : {};
  const { duration } = fields;
  return Object.freeze({
    ...text('title', 'title'),
    ...text('id', 'id'),
    ...text('uploader', 'uploader'),
    ...text('pageUrl', 'webpage_url'),
    ...text('thumbnailUrl', 'thumbnail'),
    ...(typeof duration === 'number' && { durationSeconds: duration }),
    live,
    heights: Object.freeze([...new Set(formats.map(({ height }) => height))].sort((a, b) => b - a)),
  });
}
