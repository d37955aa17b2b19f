import { checkCredentials } from './binding-request.js';
import { createIceCredentials, type IceCredentials } from './ice-credentials.js';
import type { RemoteAddress } from './remote-address.js';
import { SelectedPair } from './selected-pair.js';

/**
 * How long checks under the credentials before a restart are answered. A viewer keeps the pair that it had until the new one
 * works, sends its reports over it, and keeps it altogether if the answer to its restart got lost.
 */
const formerLifetimeUs = 10_000_000;

/** The ICE credentials of one viewer and its candidate pair, over ICE restarts. */
export class IceSession {
  /** Which pair carries the media. */
  readonly pair: SelectedPair;
  private former: IceCredentials | undefined;
  private formerUntilUs = 0;

  /** @param send sends a datagram to an address from which a verified check has come */
  constructor(
    private credentials: IceCredentials,
    remote: IceCredentials,
    send: (datagram: Buffer, to: RemoteAddress) => void,
  ) {
    this.pair = new SelectedPair(checkCredentials(credentials, remote), send);
  }

  /** Our half, since the last restart. */
  get local(): IceCredentials {
    return this.credentials;
  }

  /** Our half before the last restart; `undefined` once it is worth nothing. */
  formerAt(nowUs: number): IceCredentials | undefined {
    return nowUs < this.formerUntilUs ? this.former : undefined;
  }

  /**
   * Takes the viewer's new half, and makes ours (RFC 8445, 9).
   *
   * @returns our half before
   */
  restart(remote: IceCredentials, nowUs: number): IceCredentials {
    const former = this.credentials;
    this.former = former;
    this.formerUntilUs = nowUs + formerLifetimeUs;
    this.credentials = createIceCredentials();
    this.pair.restart(checkCredentials(this.credentials, remote));
    return former;
  }
}
