import { maskCredentials } from '../../errors/mask-credentials.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';

/** A WHEP endpoint to play from. */
export interface WhepAddress {
  /** Name in logs, with credentials masked. */
  readonly label: string;
  /** `http:` or `https:`, without credentials. */
  readonly url: string;
  /** The value of the `Authorization` header, where the address has credentials. */
  readonly authorization?: string;
}

/** Its schemes, and what carries them. */
const carriers: Readonly<Record<string, string>> = { whep: 'http:', wheps: 'https:' };

/** Whether the name of a source is a `whep:` or `wheps:` address. */
export function isWhepSource(source: string | number | undefined): boolean {
  return typeof source === 'string' && /^wheps?:/i.test(source);
}

/**
 * Reads a `whep:` or `wheps:` address: HTTP, and HTTPS. `whep://token@host/path` sends a bearer token, `whep://user:password@host/path`
 * asks with HTTP Basic.
 *
 * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` when it is not an address
 */
export function whepAddress(source: string): WhepAddress {
  const label = maskCredentials(source);
  const [, scheme = '', rest = ''] = /^(wheps?):(\/\/[^/\s][^\s]*)$/i.exec(source.trim()) ?? [];
  const carrier = carriers[scheme.toLowerCase()];
  // `whep:` is no special scheme to the URL parser, which would then take anything for a host.
  const address = carrier === undefined ? undefined : parse(`${carrier}${rest}`);
  if (address === undefined || address.hostname === '') {
    const reason =
      'it is not a complete address, such as whep://host:8889/stream/whep; encode / ? # @ in a token as %2F %3F %23 %40';
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: label, reason });
  }
  const { username, password } = address;
  address.username = address.password = address.hash = '';
  const authorization = authorizationOf(decode(username), decode(password));
  return { label, url: address.href, ...(authorization !== undefined && { authorization }) };
}

function authorizationOf(username: string, password: string): string | undefined {
  if (password !== '') return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return username === '' ? undefined : `Bearer ${username}`;
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** A percent sign that encodes nothing stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
