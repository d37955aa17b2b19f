import { createHash, randomBytes } from 'node:crypto';

/** Who asks for what. */
export interface DigestRequest {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly uri: string;
  readonly username: string;
  readonly password: string;
}

const ALGORITHMS: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256' };

/**
 * The `Authorization` header that answers a `WWW-Authenticate: Digest` challenge (RFC 7616, 3.4).
 *
 * @returns `undefined` when the challenge is of another scheme, or asks for what is not known here
 */
export function digestAuthorization(
  challenge: string,
  { method, uri, username, password }: DigestRequest,
  cnonce = randomBytes(8).toString('hex'),
): string | undefined {
  // Servers may offer several schemes in one header, each with parameters of its own.
  const offered = /(?:^|,\s*)Digest\s+(.*)$/is.exec(challenge)?.[1];
  if (offered === undefined) return undefined;
  const given = parametersOf(offered);
  const { realm = '', nonce, qop, opaque, algorithm = 'MD5' } = given;
  const hashName = ALGORITHMS[algorithm.toUpperCase()];
  const isWithQop = qop !== undefined;
  const offersAuth = !isWithQop || qop.split(',').some((option) => option.trim().toLowerCase() === 'auth');
  if (nonce === undefined || hashName === undefined || !offersAuth) return undefined;
  const hash = (text: string): string => createHash(hashName).update(text).digest('hex');
  const secret = hash(`${username}:${realm}:${password}`);
  const what = hash(`${method}:${uri}`);
  const count = '00000001';
  const response = hash([secret, nonce, ...(isWithQop ? [count, cnonce, 'auth'] : []), what].join(':'));
  const fields = [
    `username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    ...(given['algorithm'] === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(isWithQop ? ['qop=auth', `nc=${count}`, `cnonce="${cnonce}"`] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

/** Parameters of a challenge, up to the next scheme. */
function parametersOf(
  text: string,
): Partial<Record<'realm' | 'nonce' | 'qop' | 'opaque' | 'algorithm', string>> {
  const found = [...text.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)];
  return Object.fromEntries(
    found.map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']),
  );
}
