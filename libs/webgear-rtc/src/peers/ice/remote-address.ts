/** Where a datagram came from or goes to. */
export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
}

/** One string for one address, to look it up by. */
export function addressKey({ address, port }: RemoteAddress): string {
  return `${address}:${port}`;
}
