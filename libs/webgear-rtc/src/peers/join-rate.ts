import { TokenBucket } from '../rtp/token-bucket.js';

/** Names that are told apart; beyond them the one that was longest silent is forgotten. */
const maxNames = 10_000;

/** How often each address, or each viewer, may try to join: as many a minute as may come at once. */
export class JoinRate {
  private readonly budgets = new Map<string, TokenBucket>();

  /** @param perMinute `undefined` for no limit */
  constructor(private readonly perMinute: number | undefined) {}

  /** Takes one attempt; `false` when there were too many. */
  take(name: string | undefined, nowUs: number): boolean {
    if (this.perMinute === undefined || name === undefined) return true;
    const budget = this.budgets.get(name) ?? new TokenBucket(this.perMinute, this.perMinute / 60);
    // Re-inserted, so that the first is the one that was longest silent.
    this.budgets.delete(name);
    this.budgets.set(name, budget);
    const [oldest] = this.budgets.keys();
    if (this.budgets.size > maxNames && oldest !== undefined) this.budgets.delete(oldest);
    return budget.take(nowUs);
  }

  /** Seconds until one more attempt is allowed. */
  get waitSeconds(): number {
    return this.perMinute === undefined ? 0 : Math.ceil(60 / this.perMinute);
  }
}
