import { TokenBucket } from '../../rtp/token-bucket.js';

/** Requests of one address at once, and each second after that. An encoder that cannot publish tries again every few seconds. */
const burst = 10;
const perSecond = 0.5;

/** Addresses that are told apart; beyond them the oldest is forgotten. */
const maxAddresses = 10_000;

/** How often each address may ask to publish, which is how often it may guess a token. */
export class AddressBudgets {
  private readonly budgets = new Map<string, TokenBucket>();

  /** Takes one request of an address; `false` when there were too many. */
  take(address: string | undefined, nowMs: number): boolean {
    const key = address ?? '';
    const budget = this.budgets.get(key) ?? new TokenBucket(burst, perSecond);
    this.budgets.delete(key);
    this.budgets.set(key, budget);
    const [oldest] = this.budgets.keys();
    if (this.budgets.size > maxAddresses && oldest !== undefined) this.budgets.delete(oldest);
    return budget.take(nowMs * 1000);
  }
}
