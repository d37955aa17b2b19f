import { isIPv6, SocketAddress } from 'node:net';

/** What the URL of a STUN or TURN server says (RFC 7064, RFC 7065). */
export interface IceServerAddress {
  readonly kind: 'stun' | 'turn';
  /** How it is spoken to. */
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Name or address; of IPv6 without brackets and in its shortest form, as sockets say where something came from. */
  readonly host: string;
  readonly port: number;
}

const plainPort = 3478;
const tlsPort = 5349;
const form = /^(stun|turns?):(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i;

/** Reads a URL; `undefined` for what is none, or a kind that is not served. */
export function parseIceServerUrl(url: string): IceServerAddress | undefined {
  const [, scheme = '', address, name, port, transport] = form.exec(url) ?? [];
  if (address !== undefined && !isIPv6(address)) return undefined;
  const host = address === undefined ? name : new SocketAddress({ address, family: 'ipv6' }).address;
  const kind = scheme.toLowerCase();
  if (host === undefined || (kind === 'stun' && transport !== undefined)) return undefined;
  const isTls = kind === 'turns';
  if (isTls && transport?.toLowerCase() === 'udp') return undefined;
  const number = port === undefined ? (isTls ? tlsPort : plainPort) : Number(port);
  if (number < 1 || number > 65_535) return undefined;
  return {
    kind: kind === 'stun' ? 'stun' : 'turn',
    transport: isTls ? 'tls' : transport?.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
    host,
    port: number,
  };
}
