import { isIP } from 'node:net';

/** Where viewers reach this server. */
export interface AnnouncedAddress {
  /** An IP address, or a name that has some. */
  readonly host: string;
  /** Port that a router or a container maps to ours; ours where left out. */
  readonly port?: number;
}

/** Labels of letters, digits and hyphens (RFC 1123, 2.1), the last of which is no number: else it would be a wrong address. */
const hostName =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.?$/i;

/** Reads `192.0.2.1`, `2001:db8::1`, `camera.example.org`, each with a port: `192.0.2.1:40000`, `[2001:db8::1]:40000`. */
export function parseAnnouncedAddress(text: string): AnnouncedAddress | undefined {
  if (isIP(text) !== 0) return { host: text };
  const [, inBrackets, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = inBrackets ?? plain ?? '';
  const isHost = inBrackets === undefined ? isIP(host) === 4 || hostName.test(host) : isIP(host) === 6;
  const port = digits === undefined ? undefined : Number(digits);
  if (!isHost || port === 0 || (port ?? 1) > 65_535) return undefined;
  return { host, ...(port !== undefined && { port }) };
}
