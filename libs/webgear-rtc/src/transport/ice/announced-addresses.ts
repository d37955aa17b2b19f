import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { parseAnnouncedAddress, type AnnouncedAddress } from '../../options/announced-address.js';
import type { CaptureClock } from '../../media/capture-clock.js';

/** Addresses of home connections change with each night; a name that is asked for more often helps nobody. */
const lifetimeUs = 60_000_000;
/** An answer may not wait longer than this for a name. */
const patienceMs = 1000;

/** The addresses of one name. */
type Lookup = (name: string) => Promise<readonly string[]>;

/** What the operator announces instead of the addresses of this machine, with the names in it looked up. */
export class AnnouncedAddresses {
  private readonly stated: readonly AnnouncedAddress[];
  private readonly names: readonly string[];
  private readonly addressesByName = new Map<string, readonly string[]>();
  private askedUs = Number.NEGATIVE_INFINITY;
  private asking: Promise<unknown> | undefined;

  /** @param stated as in the option `announcedAddresses`, valid */
  constructor(
    stated: readonly string[],
    private readonly clock: CaptureClock,
    private readonly resolve: Lookup = addressesOf,
  ) {
    this.stated = stated.flatMap((each) => parseAnnouncedAddress(each) ?? []);
    this.names = [...new Set(this.stated.map(({ host }) => host))].filter((host) => isIP(host) === 0);
  }

  /**
   * The addresses now. Those of names are at most a minute old; a name that nobody knows any more keeps the addresses that it
   * had.
   */
  async current(): Promise<readonly AnnouncedAddress[]> {
    if (this.names.length > 0 && this.clock.nowUs() - this.askedUs > lifetimeUs) this.ask();
    // Later, who joins does not wait for a server of names that is slow.
    const isUnknown = this.names.some((name) => !this.addressesByName.has(name));
    if (isUnknown && this.asking !== undefined) {
      const patience = new AbortController();
      await Promise.race([this.asking, this.clock.sleep(patienceMs, patience.signal)]);
      patience.abort();
    }
    return this.stated.flatMap((stated) => {
      if (isIP(stated.host) !== 0) return stated;
      return (this.addressesByName.get(stated.host) ?? []).map((host) => ({ ...stated, host }));
    });
  }

  private ask(): void {
    this.askedUs = this.clock.nowUs();
    const answers = this.names.map(async (name) => {
      const addresses = await this.resolve(name);
      if (addresses.length > 0) this.addressesByName.set(name, addresses);
    });
    this.asking = Promise.allSettled(answers).then(() => (this.asking = undefined));
  }
}

async function addressesOf(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, order: 'ipv4first' });
  return found.map(({ address }) => address);
}
