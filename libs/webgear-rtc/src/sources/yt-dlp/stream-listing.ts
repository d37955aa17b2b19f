/** One of the formats of a video. */
export interface StreamFormat {
  readonly url: string;
  /** Height in pixels; 0 if unknown. */
  readonly height: number;
  readonly framerate: number;
  /** Bitrate in kbit/s; 0 if unknown. */
  readonly bitrateKbps: number;
  /** H.264 is the cheapest to decode. */
  readonly isH264: boolean;
  /** Whether there is sound beside the video; unknown counts as yes. */
  readonly hasSound: boolean;
  /** Whether the sound in it is not that of the original, but dubbed. */
  readonly isDubbed: boolean;
  /** Headers the server requires. */
  readonly httpHeaders: Readonly<Record<string, string>>;
}

/** The sound of a video as a stream of its own. */
export interface SoundFormat extends Pick<StreamFormat, 'url' | 'bitrateKbps' | 'httpHeaders'> {
  /** Opus is sent as it is. */
  readonly isOpus: boolean;
  /** The larger, the closer to the language of the video; a dubbed one is negative. */
  readonly preference: number;
}

/** What yt-dlp reports for a page. */
export interface StreamListing {
  readonly live: boolean;
  readonly formats: readonly StreamFormat[];
  /** Streams of sound alone. */
  readonly sounds: readonly SoundFormat[];
  /** All fields of yt-dlp's output. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Protocols FFmpeg can read from the URL alone. */
const PROTOCOLS = /^(https?|m3u8(_native)?|rtmpe?|rtsp)$/;

/** Parses the output of `yt-dlp --dump-single-json`; `undefined` if it is something else. */
export function parseListing(json: string): StreamListing | undefined {
  const fields = parseObject(json);
  if (fields === undefined) return undefined;
  // A direct link has no list of formats; its own fields describe the only one.
  const listed = Array.isArray(fields['formats']) ? fields['formats'] : [fields];
  return {
    live: fields['is_live'] === true || fields['live_status'] === 'is_live',
    formats: listed.filter(isObject).map(toFormat).filter(isUsable),
    sounds: listed.filter(isObject).map(toSound).filter(isUsable),
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
  // Audio only, or a storyboard of images.
  if (typeof url !== 'string' || vcodec === 'none' || !PROTOCOLS.test(String(protocol))) return undefined;
  return {
    url,
    height: numberOr0(format['height']),
    framerate: numberOr0(format['fps']),
    bitrateKbps: numberOr0(format['tbr']),
    isH264: /^(avc|h264)/.test(String(vcodec)),
    hasSound: format['acodec'] !== 'none',
    isDubbed: format['acodec'] !== 'none' && numberOr0(format['language_preference']) < 0,
    httpHeaders: isObject(headers) ? textsOf(headers) : {},
  };
}

function toSound(format: Record<string, unknown>): SoundFormat | undefined {
  const { url, protocol = 'https', vcodec, acodec = 'none', http_headers: headers } = format;
  if (typeof url !== 'string' || vcodec !== 'none' || acodec === 'none' || !PROTOCOLS.test(String(protocol)))
    return undefined;
  return {
    url,
    bitrateKbps: numberOr0(format['abr']) || numberOr0(format['tbr']),
    isOpus: String(acodec).startsWith('opus'),
    // A compressed dynamic range is meant for small loudspeakers.
    preference:
      numberOr0(format['language_preference']) - (/-drc/.test(String(format['format_id'])) ? 0.5 : 0),
    httpHeaders: isObject(headers) ? textsOf(headers) : {},
  };
}

function isUsable<Format>(format: Format | undefined): format is Format {
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
