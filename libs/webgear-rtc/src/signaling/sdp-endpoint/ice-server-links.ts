import type { IceServer } from '../../options/ice-server.interface.js';

/** The STUN and TURN servers as the value of a `Link` header (RFC 9725, 4.6); `undefined` for none. */
export function iceServerLinks(servers: readonly IceServer[]): string | undefined {
  const links = servers.flatMap(({ urls, username, credential }) =>
    [urls].flat().map((url) => {
      const account =
        username === undefined || credential === undefined
          ? ''
          : `; username=${quoted(username)}; credential=${quoted(credential)}; credential-type="password"`;
      return `<${url}>; rel="ice-server"${account}`;
    }),
  );
  return links.length === 0 ? undefined : links.join(', ');
}

/** A quoted string (RFC 9110, 5.6.4); what a header cannot hold is left out. */
function quoted(text: string): string {
  return `"${text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').replace(/["\\]/g, '\\$&')}"`;
}
