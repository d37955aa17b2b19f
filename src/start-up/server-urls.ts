import { networkInterfaces } from 'node:os';

/** Where a server can be opened. */
export interface ServerUrls {
  /** From this machine; absent where it listens on another address only. */
  readonly local?: string;
  /** From other machines, the likeliest first. */
  readonly network: readonly string[];
}

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
const OWN_ADDRESS = /^(127\.|::1$|localhost$)/;
/** Names of interfaces that lead to containers, virtual machines and tunnels. */
const VIRTUAL_INTERFACE = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|utun|tun|tap|wg|tailscale|zt)/i;

/** The URLs at which a server that listens on an address can be opened. */
export function serverUrls(
  listenAddress: string,
  port: number,
  interfaces = networkInterfaces(),
): ServerUrls {
  if (OWN_ADDRESS.test(listenAddress)) return { local: url(listenAddress, port), network: [] };
  if (!EVERY_ADDRESS.has(listenAddress)) return { network: [url(listenAddress, port)] };
  const network = Object.entries(interfaces)
    // No phone reaches a container's bridge, which many systems list first.
    .sort(([a], [b]) => Number(VIRTUAL_INTERFACE.test(a)) - Number(VIRTUAL_INTERFACE.test(b)))
    .flatMap(([, addresses = []]) => addresses)
    // Link-local addresses work with a zone only, which no browser takes in a URL.
    .filter(
      ({ internal, family, address }) => !internal && family === 'IPv4' && !address.startsWith('169.254.'),
    )
    .map(({ address }) => url(address, port));
  return { local: url('localhost', port), network };
}

function url(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}
