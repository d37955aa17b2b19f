import { createHash, randomBytes } from 'node:crypto';

/** User name and password of a URL, decoded. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The user info of a URL; `undefined` if there is none. */
export function credentialsOf(url: string): Credentials | undefined {
  const { username, password } = new URL(url);
  return username + password === '' ? undefined : { user: decoded(username), password: decoded(password) };
}

/** `Authorization` header for the Basic scheme (RFC 7617). */
export function basicAuthorization({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/**
 * `Authorization` header for a Digest challenge (RFC 7616); `undefined` if none of the challenges is supported.
 *
 * @param challenges the `WWW-Authenticate` header
 * @param uri path and query of the request; all of the address in RTSP
 * @param uses how many requests use this challenge, this one included (`nc`)
 */
export function digestAuthorization(
  challenges: string,
  method: string,
  uri: string,
  { user, password }: Credentials,
  uses = 1,
): string | undefined {
  for (const [challenge] of challenges.matchAll(/Digest\s+(?:[a-z]+\s*=\s*(?:"[^"]*"|[^\s,]+)[\s,]*)+/gi)) {
    const parameter = (name: string): string | undefined => {
      const found = new RegExp(String.raw`[\s,]${name}\s*=\s*(?:"([^"]*)"|([^\s,]+))`, 'i').exec(challenge);
      return found?.[1] ?? found?.[2];
    };
    const algorithm = parameter('algorithm') ?? 'MD5';
    const hashName = { MD5: 'md5', 'SHA-256': 'sha256' }[algorithm.toUpperCase()];
    if (hashName === undefined) continue;
    const hash = (...parts: readonly string[]): string =>
      createHash(hashName).update(parts.join(':')).digest('hex');
    const [realm = '', nonce = '', opaque] = ['realm', 'nonce', 'opaque'].map(parameter);
    const qop = /\bauth\b/.test(parameter('qop') ?? '') ? 'auth' : undefined;
    const count = uses.toString(16).padStart(8, '0');
    const client = randomBytes(8).toString('hex');
    const [secret, request] = [hash(user, realm, password), hash(method, uri)];
    const response =
      qop === undefined ? hash(secret, nonce, request) : hash(secret, nonce, count, client, qop, request);
    return (
      `Digest username="${user.replaceAll(/["\\]/g, String.raw`\$&`)}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
      `response="${response}", algorithm=${algorithm}` +
      (opaque === undefined ? '' : `, opaque="${opaque}"`) +
      (qop === undefined ? '' : `, qop=${qop}, nc=${count}, cnonce="${client}"`)
    );
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
