import { randomBytes } from 'node:crypto';
import type { CheckCredentials } from '../binding-request.js';
import { readBindingResponse } from '../binding-request.js';
import { addressKey, type RemoteAddress } from '../remote-address.js';
import { encodeControllingCheck } from './controlling-check.js';

/** What a list of checks does outside of itself. */
export interface CheckListEvents {
  send(datagram: Buffer, to: RemoteAddress): void;
  /** Once: the pair that both sides use from now on. */
  onSelected(remote: RemoteAddress): void;
}

/** Between two new checks (RFC 8445, 14.2: 50 ms unless the paths are known; a server has few addresses). */
const paceMs = 20;
/** After the first success, how long a better candidate may still answer. */
const betterMs = 60;
/** When a check without an answer is repeated, after the one before. It goes on until the owner gives up. */
const firstRepetitionMs = 250;
const longestRepetitionMs = 2_000;
/** Named by the answer, and found by checks of the other side. */
const mostPairs = 32;
/** A check that is older is not answered any more. */
const mostTransactions = 8;

interface Pair {
  readonly remote: RemoteAddress;
  readonly priority: number;
  readonly transactions: Map<string, { readonly nominates: boolean }>;
  repetitionMs: number;
  nextAtMs: number;
  isValid: boolean;
}

/**
 * The checks of a session that we began, to few candidates of one server: the best that answers is nominated (regular nomination,
 * RFC 8445, 8.1.1). One local address for each family makes a pair of each candidate.
 */
export class CheckList {
  private readonly pairs = new Map<string, Pair>();
  private readonly tieBreaker = randomBytes(8).readBigUInt64BE();
  private timer: NodeJS.Timeout | undefined;
  private nominated: Pair | undefined;
  private firstValidMs: number | undefined;
  private isSelected = false;
  private lastAnswerMs: number;

  constructor(
    private readonly credentials: CheckCredentials,
    private readonly events: CheckListEvents,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.lastAnswerMs = nowMs();
  }

  /** Starts checking candidates. */
  add(remotes: readonly { readonly remote: RemoteAddress; readonly priority: number }[]): void {
    for (const { remote, priority } of remotes) {
      const key = addressKey(remote);
      if (this.pairs.has(key) || this.pairs.size >= mostPairs) continue;
      const nextAtMs = this.nowMs();
      this.pairs.set(key, {
        remote,
        priority,
        transactions: new Map(),
        repetitionMs: firstRepetitionMs,
        nextAtMs,
        isValid: false,
      });
    }
    this.tick();
  }

  /** Whether an address has answered a check of ours. */
  isVerified(from: RemoteAddress): boolean {
    return this.pairs.get(addressKey(from))?.isValid === true;
  }

  /** Milliseconds since the other side answered a check. */
  get silenceMs(): number {
    return this.nowMs() - this.lastAnswerMs;
  }

  /** Asks again over the selected pair, to keep consent (RFC 7675, 5.1). */
  refresh(): void {
    if (this.nominated !== undefined) this.check(this.nominated, true);
  }

  /** Takes what may be the answer to a check. */
  handleResponse(datagram: Buffer, from: RemoteAddress): void {
    const pair = this.pairs.get(addressKey(from));
    const answered = pair && readBindingResponse(datagram, this.credentials.remotePassword)?.toString('hex');
    const transaction = answered === undefined ? undefined : pair?.transactions.get(answered);
    if (pair === undefined || transaction === undefined || answered === undefined) return;
    pair.transactions.delete(answered);
    pair.isValid = true;
    this.lastAnswerMs = this.nowMs();
    this.firstValidMs ??= this.lastAnswerMs;
    if (transaction.nominates && !this.isSelected) {
      this.isSelected = true;
      this.stop();
      this.events.onSelected(pair.remote);
    }
    if (!this.isSelected) this.tick();
  }

  /** Sends no more checks by itself. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.isSelected) this.pairs.clear();
  }

  /** Sends the one check that is due, and waits for the next. */
  private tick(): void {
    clearTimeout(this.timer);
    const nowMs = this.nowMs();
    this.nominate(nowMs);
    const waiting = [...this.pairs.values()]
      .filter((pair) => (this.nominated === undefined ? !pair.isValid : pair === this.nominated))
      .toSorted((a, b) => a.nextAtMs - b.nextAtMs || b.priority - a.priority);
    const [due] = waiting;
    if (due !== undefined && due.nextAtMs <= nowMs) {
      this.check(due, due === this.nominated);
      due.nextAtMs = nowMs + due.repetitionMs;
      due.repetitionMs = Math.min(longestRepetitionMs, due.repetitionMs * 2);
    }
    if (this.pairs.size === 0 || this.isSelected) return;
    this.timer = setTimeout(() => this.tick(), paceMs);
    this.timer.unref();
  }

  /** The best of those that have answered, once a better one has had its time. */
  private nominate(nowMs: number): void {
    if (this.nominated !== undefined || this.firstValidMs === undefined) return;
    const valid = [...this.pairs.values()].filter(({ isValid }) => isValid);
    const best = valid.toSorted((a, b) => b.priority - a.priority)[0];
    if (best === undefined) return;
    const isBeaten = [...this.pairs.values()].some(({ priority }) => priority > best.priority);
    if (isBeaten && nowMs - this.firstValidMs < betterMs) return;
    this.nominated = best;
    best.nextAtMs = nowMs;
    best.repetitionMs = firstRepetitionMs;
  }

  private check(pair: Pair, nominates: boolean): void {
    const transactionId = randomBytes(12);
    pair.transactions.set(transactionId.toString('hex'), { nominates });
    const [oldest] = pair.transactions.keys();
    if (pair.transactions.size > mostTransactions && oldest !== undefined) pair.transactions.delete(oldest);
    const { tieBreaker } = this;
    this.events.send(
      encodeControllingCheck(this.credentials, { transactionId, tieBreaker, nominates }),
      pair.remote,
    );
  }
}
