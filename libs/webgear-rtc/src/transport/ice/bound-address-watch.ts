import { networkInterfaces } from 'node:os';

const intervalMs = 5000;

/**
 * Watches whether the machine still has the address that the UDP port is bound to: a pulled cable or a DHCP server
 * takes it away, and the socket reports nothing. It works again when the address is back.
 */
export class BoundAddressWatch implements Disposable {
  private readonly timer: NodeJS.Timeout;
  private isThere = true;

  /**
   * @param address of this machine
   * @param onChange called when it has gone, and when it is back
   */
  constructor(
    private readonly address: string,
    private readonly onChange: (isThere: boolean) => void,
    private readonly interfaces = networkInterfaces,
  ) {
    this.timer = setInterval(() => this.look(), intervalMs);
    this.timer.unref();
  }

  /** Compares now. */
  look(): void {
    const isThere = isAny(this.address) || this.hasAddress();
    if (isThere === this.isThere) return;
    this.isThere = isThere;
    this.onChange(isThere);
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  private hasAddress(): boolean {
    return Object.values(this.interfaces()).some((list) =>
      list?.some(({ address }) => address === this.address),
    );
  }
}

/** An address of all interfaces, or one of loopback, of which only the first is listed. */
function isAny(address: string): boolean {
  return address === '0.0.0.0' || address.startsWith('127.');
}
