/** One way to get the frames of a page. */
export interface StreamFormat {
  readonly url: string;
  /** Height in pixels; 0 when yt-dlp does not know. */
  readonly height: number;
  readonly framerate: number;
  /** Rate in kbit/s; 0 when yt-dlp does not know. */
  readonly bitrateKbps: number;
  /** H.264, the cheapest to decode. */
  readonly isH264: boolean;
  /** What the server wants to be asked with. */
  readonly httpHeaders: Readonly<Record<string, string>>;
}

/** What yt-dlp found behind an address. */
export interface StreamListing {
  readonly live: boolean;
  readonly formats: readonly StreamFormat[];
  /** yt-dlp's own fields, by its names. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Protocols FFmpeg can read by the address alone. */
const PROTOCOLS = /^(https?|m3u8(_native)?|rtmpe?|rtsp)$/;

/** Reads what `yt-dlp --dump-single-json` prints; `undefined` when it is nothing of the kind. */
export function parseListing(json: string): StreamListing | undefined {
  const fields = parseObject(json);
  if (fields === undefined) return undefined;
  // A direct link to a file has no list; the address stands where a chosen format's would.
  const listed = Array.isArray(fields['formats']) ? fields['formats'] : [fields];
  return {
    live: fields['is_live'] === true || fields['live_status'] === 'is_live',
    formats: listed.filter(isObject).map(toFormat).filter(isUsable),
    fields,
  };
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toFormat(format: Record<string, unknown>): StreamFormat | undefined {
  const { url, protocol = 'https', vcodec, http_headers: headers } = format;
  // Sound alone, or a sheet of images.
  if (typeof url !== 'string' || vcodec === 'none' || !PROTOCOLS.test(String(protocol))) return undefined;
  return {
    url,
    height: numberOr0(format['height']),
    framerate: numberOr0(format['fps']),
    bitrateKbps: numberOr0(format['tbr']),
    isH264: /^(avc|h264)/.test(String(vcodec)),
    httpHeaders: isObject(headers) ? textsOf(headers) : {},
  };
}

function isUsable(format: StreamFormat | undefined): format is StreamFormat {
  return format !== undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
