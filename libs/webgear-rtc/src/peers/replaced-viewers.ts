/** How many to remember. A page asks once, within seconds of its session's end. */
const CAPACITY = 1000;

/**
 * The viewers that had to make way for a newer one.
 *
 * Their pages come back by themselves, and would take the place again, each from the other, for ever.
 */
export class ReplacedViewers {
  private readonly sessionTokens = new Set<string>();

  /** Remembers a viewer; the oldest is forgotten for it when there are too many. */
  add(sessionToken: string): void {
    this.sessionTokens.add(sessionToken);
    const [oldest] = this.sessionTokens;
    if (this.sessionTokens.size > CAPACITY && oldest !== undefined) this.sessionTokens.delete(oldest);
  }

  /** Whether a viewer had to make way. Asked again, the answer is the same. */
  has(sessionToken: string | undefined): boolean {
    return sessionToken !== undefined && this.sessionTokens.has(sessionToken);
  }
}
