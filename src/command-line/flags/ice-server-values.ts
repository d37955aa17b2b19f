/** One entry of a list of servers, as browsers take it. */
interface IceServer {
  readonly urls: string;
  readonly username?: string;
  readonly credential?: string;
}

const withAccount = /^(turns?):([^@]+):([^:@]+)@(.+)$/i;

/**
 * URLs divided by commas. A TURN server's may have a name and a password in front of the host, as URLs of other kinds
 * have, with %40 for an @ and %2C for a comma in them. Whether they are right is the library's to say.
 */
export function toIceServers(text: string): IceServer[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map(toIceServer);
}

function toIceServer(url: string): IceServer {
  const [, scheme, username, credential, rest] = withAccount.exec(url) ?? [];
  if (scheme === undefined || username === undefined || credential === undefined) return { urls: url };
  return { urls: `${scheme}:${rest}`, username: decoded(username), credential: decoded(credential) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(
      'has a % in a name or a password that two hexadecimal digits must follow; a % itself is %25',
    );
  }
}
