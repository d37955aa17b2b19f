import { open } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join } from 'node:path';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { fileUrl, isNamedPipe } from './local-file.js';
import { LENIENT_DEMUXERS, networkRequest, SDP_PROTOCOLS } from './network-request.js';
import { bestVariantOf, firstEntryOf, playlistKindOf } from '../http/sniff-content.js';

/** Local files open at once, except on a disk that spins up or a network drive. */
export const FILE_TIMEOUT_MS = 10_000;

/** Files that refer to other inputs. */
const LISTS = new Set(['.m3u8', '.m3u', '.pls', '.sdp']);

/** No real playlist is longer. */
const MAX_LIST_BYTES = 1_000_000;

/**
 * The request for a local file: a recording, a named pipe, a playlist or a session description.
 *
 * The entries of a local playlist may be local or remote, but a remote playlist must not lead back to local files: a
 * server must not choose which file of this machine is shown.
 *
 * @param requestFor builds the request for an entry of a playlist
 * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
 */
export async function localFileRequest(
  path: string,
  label: string,
  requestFor: (entry: string) => Promise<MediaInputRequest>,
): Promise<MediaInputRequest> {
  const url = await fileUrl(path);
  const file: MediaInputRequest = {
    label,
    url,
    options: { protocol_whitelist: 'file,crypto' },
    demuxerOptions: LENIENT_DEMUXERS,
    live: false,
    openTimeoutMs: FILE_TIMEOUT_MS,
  };
  if (await isNamedPipe(path)) return { ...file, namedPipe: path };
  if (!LISTS.has(extname(path).toLowerCase())) return file;
  const text = await textOf(path);
  switch (playlistKindOf(text)) {
    case 'session-description':
      return { ...file, options: { protocol_whitelist: `file,${SDP_PROTOCOLS}` }, format: 'sdp', live: true };
    case 'hls':
      return hlsRequest(file, path, text);
    default: {
      const entry = firstEntryOf(text);
      if (entry === undefined) return file;
      return requestFor(isPath(entry) && !isAbsolute(entry) ? join(dirname(path), entry) : entry);
    }
  }
}

function hlsRequest(file: MediaInputRequest, path: string, text: string): MediaInputRequest {
  const variant = bestVariantOf(text);
  if (variant !== undefined && !isPath(variant)) {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(variant)?.[1]?.toLowerCase() ?? '';
    return networkRequest(scheme, variant, file.label);
  }
  const hasRemote = /^\s*https?:\/\/|URI="https?:\/\//im.test(text);
  if (!hasRemote) return file;
  const isMixed = text.split(/[\r\n]+/).some((line) => /^\s*[^#\s]/.test(line) && isPath(line.trim()));
  if (isMixed) {
    const reason = `its entries are partly on the network and partly in the folder of "${path}"; put them in one place`;
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: file.label, reason });
  }
  const { options, ...network } = networkRequest('http', 'http://localhost/', file.label);
  return {
    ...network,
    url: file.url,
    options,
    format: 'hls',
    playlist: text,
    live: 'probe',
    contentLength: undefined,
  };
}

async function textOf(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_LIST_BYTES), 0, MAX_LIST_BYTES, 0);
  return buffer
    .subarray(0, bytesRead)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** A single letter before a colon is a Windows drive. */
function isPath(entry: string): boolean {
  return !/^[a-z][a-z0-9+.-]+:\/\//i.test(entry);
}
