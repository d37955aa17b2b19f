import type { RtspHeaders } from './rtsp-message.js';

const DEFAULT_PORT = 554;

/** Where a camera is. */
export interface RtspEndpoint {
  readonly host: string;
  readonly port: number;
}

/** Host and port of an address; `undefined` for one of another scheme, or a malformed one. */
export function endpointOf(url: string): RtspEndpoint | undefined {
  const { host, port } =
    /^rtsp:\/\/(?:[^/?#]*@)?(?<host>\[[\da-f:.%]+\]|[^:/?#[\]\s@]+)(?::(?<port>\d{1,5}))?(?:[/?#]|$)/i.exec(
      url,
    )?.groups ?? {};
  if (host === undefined || Number(port ?? 0) > 65_535) return undefined;
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port ?? DEFAULT_PORT) };
}

/** The address for requests: without user name and password. */
export function requestAddress(url: string): string {
  return url.replace(/^(rtsp:\/\/)[^/?#]*@/i, '$1');
}

/**
 * What control addresses of a session description are relative to (RFC 2326, C.1.1).
 *
 * Cameras have been seen to write the scheme twice, or not at all.
 *
 * @param headers those of the answer with the description
 * @param requested the address that was asked for it
 */
export function baseAddress(headers: RtspHeaders, requested: string): string {
  const stated = headers.get('content-base') ?? headers.get('content-location') ?? '';
  const repaired = stated.replace(/^(?:rtsp:\/\/)+/i, 'rtsp://');
  return /^rtsp:\/\/[^/?#\s]+\S*$/i.test(repaired) ? repaired : requested;
}

/**
 * The address of a track, or of all of them: the control address is put behind the base, also where that has a query, which is
 * what servers mean and other clients do, and not what RFC 3986 would have.
 *
 * @param control `a=control`; `*` or nothing stands for the base
 */
export function controlAddress(base: string, control: string | undefined): string {
  if (control === undefined || control === '' || control === '*') return base;
  if (/^rtspu?:\/\//i.test(control)) return control;
  return `${base.replace(/\/$/, '')}/${control.replace(/^\//, '')}`;
}
