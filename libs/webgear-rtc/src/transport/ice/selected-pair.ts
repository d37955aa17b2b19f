import { randomBytes } from 'node:crypto';
import { encodeBindingRequest, readBindingResponse, type CheckCredentials } from './binding-request.js';
import { isSameRemote, type RemoteAddress } from './remote-address.js';
import { TransactionHistory } from './transaction-history.js';

/** A path that nothing came over for so long may be gone: browsers send a report each second. */
const silenceUs = 3_000_000;
/** The same after an ICE restart, which a viewer asks for because it hears nothing. Congestion feedback comes every 0.1 s. */
const restartSilenceUs = 400_000;
/** When a check of ours is repeated, in milliseconds after the first. */
const repetitionsMs = [200, 600];
/** A browser has a few networks; more at a time are not asked. */
const mostPending = 4;

interface PendingCheck {
  readonly to: RemoteAddress;
  readonly transactionId: Buffer;
  nominated: boolean;
  timers: readonly NodeJS.Timeout[];
}

/**
 * Which candidate pair carries the media of one session.
 *
 * The viewer chooses it, by a check with USE-CANDIDATE. That alone moves nothing: a recorded check would move the media to
 * the attacker who sends it again. The check must be one not seen before, and the new address must answer a check of ours, for which
 * it needs the viewer's password (RFC 8445, 7.3.1.4); an ICE-lite agent need not send any, but may. Until then the media
 * stays where it is.
 */
export class SelectedPair {
  private current: RemoteAddress | undefined;
  private heardUs = Number.NEGATIVE_INFINITY;
  private silenceUs = silenceUs;
  private readonly history = new TransactionHistory();
  private readonly pending = new Map<unknown, PendingCheck>();

  /** @param send sends a datagram to an address from which a verified check has come */
  constructor(
    private credentials: CheckCredentials,
    private readonly send: (datagram: Buffer, to: RemoteAddress) => void,
  ) {}

  /** Where the media goes; `undefined` before the first check. */
  get remote(): RemoteAddress | undefined {
    return this.current;
  }

  /**
   * Takes a verified check of the viewer's; `false` when it has been seen before and came from elsewhere then: an attacker who
   * sends it is not answered.
   */
  handleCheck(
    from: RemoteAddress,
    { transactionId, nominated }: { readonly transactionId: Buffer; readonly nominated: boolean },
    nowUs: number,
  ): boolean {
    const isNews = this.history.admit(transactionId, identityOf(from));
    // From where the media goes anyway, a check moves nothing, and is answered in any case.
    if (!isNews && !this.isCurrent(from)) return false;
    this.current ??= from;
    if (this.isCurrent(from)) {
      this.heardUs = nowUs;
    } else if (nominated || this.isSilent(nowUs)) {
      // What is not nominated moves only media that goes nowhere: not every agent repeats its choice in each check.
      this.check(from, nominated);
    }
    return true;
  }

  /**
   * Takes what may be the answer to a check of ours; `false` when it is not.
   *
   * @returns `moved` when the media goes to another address from now on, because the former one had fallen silent
   */
  handleResponse(datagram: Buffer, from: RemoteAddress, nowUs: number): boolean | 'moved' {
    const key = identityOf(from);
    const check = this.pending.get(key);
    const answered = check && readBindingResponse(datagram, this.credentials.remotePassword);
    if (answered === undefined || !check?.transactionId.equals(answered)) return false;
    this.forget(key);
    const isSilent = this.isSilent(nowUs);
    if (check.nominated) this.silenceUs = silenceUs;
    if (!check.nominated && !isSilent) return true;
    const isElsewhere = !this.isCurrent(check.to);
    this.select(check.to, nowUs);
    return isSilent && isElsewhere ? 'moved' : true;
  }

  /** Something that is surely the viewer's came from here. */
  hear(from: RemoteAddress, nowUs: number): void {
    if (this.isCurrent(from)) this.heardUs = nowUs;
  }

  /** The handshake goes back to where it came from, which may be before the viewer has nominated a pair. */
  select(remote: RemoteAddress, nowUs: number): void {
    this.current = remote;
    this.heardUs = nowUs;
  }

  /** Both sides have other credentials; the media goes where it went until the viewer has chosen again. */
  restart(credentials: CheckCredentials): void {
    this.close();
    this.credentials = credentials;
    this.silenceUs = restartSilenceUs;
  }

  /** Asks nobody any more. */
  close(): void {
    for (const key of this.pending.keys()) this.forget(key);
  }

  private isSilent(nowUs: number): boolean {
    return nowUs - this.heardUs > this.silenceUs;
  }

  private isCurrent(from: RemoteAddress): boolean {
    return this.current !== undefined && isSameRemote(this.current, from);
  }

  private check(to: RemoteAddress, nominated: boolean): void {
    const key = identityOf(to);
    const known = this.pending.get(key);
    if (known !== undefined) {
      known.nominated ||= nominated;
      return;
    }
    if (this.pending.size >= mostPending) return;
    const transactionId = randomBytes(12);
    const request = encodeBindingRequest(this.credentials, transactionId);
    // A request that is repeated keeps its transaction (RFC 8489, 6.2.1); after the last, the viewer's next check begins
    // another.
    const last = repetitionsMs.at(-1) ?? 0;
    const timers = [
      ...repetitionsMs.map((delayMs) => setTimeout(() => this.send(request, to), delayMs)),
      setTimeout(() => this.forget(key), 2 * last),
    ];
    for (const timer of timers) timer.unref();
    this.pending.set(key, { to, transactionId, nominated, timers });
    this.send(request, to);
  }

  private forget(key: unknown): void {
    for (const timer of this.pending.get(key)?.timers ?? []) clearTimeout(timer);
    this.pending.delete(key);
  }
}

/** What tells addresses apart, also two ways of ours to the same one. */
function identityOf({ address, port, stream }: RemoteAddress): unknown {
  return stream ?? `${address}:${port}`;
}
