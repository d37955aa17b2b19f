/** Headers by their names in lower case; several of one name are joined with commas. */
export type RtspHeaders = ReadonlyMap<string, string>;

/** An answer of a server (RFC 2326, 7). */
export interface RtspResponse {
  readonly status: number;
  readonly headers: RtspHeaders;
  readonly body: Buffer;
}

/** A request of a server, such as `OPTIONS` or `ANNOUNCE` (RFC 2326, 10). */
export interface RtspServerRequest {
  readonly method: string;
  readonly headers: RtspHeaders;
}

/** The start line and the headers of a message. */
export type RtspHead =
  | { readonly kind: 'response'; readonly status: number; readonly headers: RtspHeaders }
  | { readonly kind: 'request'; readonly method: string; readonly headers: RtspHeaders };

// Some servers answer as HTTP.
const STATUS_LINE = /^(?:RTSP|HTTP)\/\d\.\d +(\d{3})(?: |$)/;
const REQUEST_LINE = /^([A-Z_]{3,20}) +\S+ +RTSP\/\d\.\d *$/;

/**
 * Reads the head of a message; `undefined` for what is none.
 *
 * @param text without the empty line behind it
 */
export function parseRtspHead(text: string): RtspHead | undefined {
  const [start = '', ...lines] = text.split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const status = STATUS_LINE.exec(start)?.[1];
  if (status !== undefined) return { kind: 'response', status: Number(status), headers };
  const method = REQUEST_LINE.exec(start)?.[1];
  return method === undefined ? undefined : { kind: 'request', method, headers };
}

/** Length of the body behind a head, in bytes; 0 where none is stated. */
export function bodyBytesOf(headers: RtspHeaders): number {
  const stated = headers.get('content-length') ?? '';
  // Stated twice by some servers.
  const [length = ''] = stated.split(',');
  return /^\d{1,9}$/.test(length.trim()) ? Number(length) : 0;
}

/** A request of ours. */
export function formatRtspRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | undefined>>,
): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return `${method} ${url} RTSP/1.0\r\n${lines.join('')}\r\n`;
}

/** The session of an answer, and its time-out (RFC 2326, 12.37). */
export interface RtspSessionHeader {
  readonly id: string;
  /** In milliseconds; a minute where none is stated. */
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_S = 60;

/** Reads a `Session` header, whatever spaces are in it; `undefined` without an identifier. */
export function parseSessionHeader(value: string | undefined): RtspSessionHeader | undefined {
  const [id = '', ...parameters] = (value ?? '').split(';').map((part) => part.trim());
  if (id === '') return undefined;
  const timeout = parameters
    .map((parameter) => /^timeout\s*=\s*"?(\d{1,6})/i.exec(parameter)?.[1])
    .find(Boolean);
  return { id, timeoutMs: (Number(timeout) || DEFAULT_TIMEOUT_S) * 1000 };
}

/** How a server has set up a track. */
export interface RtspTransport {
  /** Whether its packets come by another connection than that of the messages. */
  readonly isUdp: boolean;
  /** Channel of RTP, where stated. */
  readonly channel: number | undefined;
}

/** Reads a `Transport` header; servers may choose other channels than those asked for, or state none. */
export function parseTransportHeader(value: string | undefined): RtspTransport {
  const text = (value ?? '').toLowerCase();
  const channel = /interleaved\s*=\s*"?(\d{1,3})/.exec(text)?.[1];
  const isTcp = channel !== undefined || text === '' || text.includes('/tcp');
  return {
    isUdp: !isTcp,
    channel: channel === undefined || Number(channel) > 255 ? undefined : Number(channel),
  };
}

/** Start of a track by its control address: the RTP clock at the time that `Range` states (RFC 2326, 12.33). */
export function parseRtpInfo(value: string | undefined): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const part of (value ?? '').split(/,\s*(?=url\s*=)/i)) {
    const url = /url\s*=\s*"?([^;"]+)/i.exec(part)?.[1];
    const rtpTime = /rtptime\s*=\s*"?(\d{1,10})/i.exec(part)?.[1];
    if (url !== undefined && rtpTime !== undefined && Number(rtpTime) < 2 ** 32)
      starts.set(url.trim(), Number(rtpTime));
  }
  return starts;
}
