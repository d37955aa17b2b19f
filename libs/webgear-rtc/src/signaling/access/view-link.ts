import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ViewPermission } from '../../options/access-options.interface.js';

/** Query parameter with the signed part of a link. */
export const LINK_PARAMETER = 'wgr-link';
/** Longer tokens are not looked at; browsers and proxies take URLs of some thousand characters. */
export const longestToken = 4096;
/** Signed together with the content, so that nothing signed for another purpose with the same secret is a link. */
const purpose = 'webgear-rtc view link 1';

/** The signed part of a URL. */
export function linkTokenOf(url = ''): string | undefined {
  const at = url.indexOf('?');
  return at < 0 ? undefined : (new URLSearchParams(url.slice(at)).get(LINK_PARAMETER) ?? undefined);
}

/** What a link grants. */
export interface ViewGrant extends Pick<ViewPermission, 'viewer' | 'maxRung'> {
  readonly streamName: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** The content of a link, with short names: it is part of a URL. */
interface LinkContent {
  readonly s: string;
  /** Seconds since 1970. */
  readonly e: number;
  readonly v?: string;
  readonly d?: unknown;
  readonly r?: string;
}

/**
 * Signs what a link grants with HMAC-SHA-256, and verifies it. The holder of a link can read its content.
 */
export class ViewLinkSigner {
  private readonly secrets: readonly (string | Buffer)[];

  /**
   * @param secret the first of a list signs; a random one where left out
   * @param registration what tells a registration from others that have the same secret, and streams of the same names
   */
  constructor(
    secret: string | readonly string[] | undefined,
    private readonly registration: string,
  ) {
    this.secrets = secret === undefined ? [randomBytes(32)] : [secret].flat();
  }

  /** @returns the value of {@link LINK_PARAMETER} */
  sign({ streamName, expiresAtMs, viewer, maxRung }: ViewGrant): string {
    const content: LinkContent = {
      s: streamName,
      e: Math.ceil(expiresAtMs / 1000),
      ...(viewer !== undefined && { v: viewer.id }),
      ...(viewer?.data !== undefined && { d: viewer.data }),
      ...(maxRung !== undefined && { r: maxRung }),
    };
    const text = Buffer.from(JSON.stringify(content)).toString('base64url');
    return `${text}.${this.macOf(text, this.secrets[0] ?? '').toString('base64url')}`;
  }

  /**
   * What a link grants for a stream.
   *
   * @throws WebGearRtcError `WGR_LINK_INVALID` for one that was changed, is of another stream or was signed with another secret;
   *   `WGR_LINK_EXPIRED`
   */
  verify(token: string, streamName: string, nowMs: number = Date.now()): ViewGrant {
    const content = token.length <= longestToken ? this.read(token) : undefined;
    if (content?.s !== streamName) throw new WebGearRtcError('WGR_LINK_INVALID', undefined);
    const { e, v, d, r } = content;
    if (e * 1000 <= nowMs) throw new WebGearRtcError('WGR_LINK_EXPIRED', undefined);
    return {
      streamName,
      expiresAtMs: e * 1000,
      ...(v !== undefined && { viewer: { id: v, ...(d !== undefined && { data: d }) } }),
      ...(r !== undefined && { maxRung: r }),
    };
  }

  private read(token: string): LinkContent | undefined {
    const [text = '', mac = '', ...rest] = token.split('.');
    const stated = Buffer.from(mac, 'base64url');
    // Another spelling of the same bytes is not what was signed: a link has one form only.
    if (rest.length > 0 || stated.toString('base64url') !== mac) return undefined;
    let isSigned = false;
    for (const secret of this.secrets) {
      const expected = this.macOf(text, secret);
      if (stated.length === expected.length && timingSafeEqual(stated, expected)) isSigned = true;
    }
    // Only what was signed here is parsed.
    return isSigned ? (JSON.parse(Buffer.from(text, 'base64url').toString()) as LinkContent) : undefined;
  }

  private macOf(text: string, secret: string | Buffer): Buffer {
    return createHmac('sha256', secret)
      .update(JSON.stringify([purpose, this.registration, text]))
      .digest();
  }
}
