import { networkInterfaces } from 'node:os';

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The URLs at which a server that listens on an address can be opened, from this machine and from others. */
export function serverUrls(listenAddress: string, port: number, interfaces = networkInterfaces()): string[] {
  if (!EVERY_ADDRESS.has(listenAddress)) return [url(listenAddress, port)];
  const lanAddresses = Object.values(interfaces)
    .flatMap((addresses = []) => addresses)
    // Link-local addresses work with a zone only, which no browser takes in a URL.
    .filter(
      ({ internal, family, address }) => !internal && family === 'IPv4' && !address.startsWith('169.254.'),
    )
    .map(({ address }) => url(address, port));
  return [url('localhost', port), ...lanAddresses];
}

function url(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}
