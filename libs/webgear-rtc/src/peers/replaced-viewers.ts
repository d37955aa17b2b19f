/** How many to remember. A page asks once, within seconds of its session's end. */
const CAPACITY = 1000;

/**
 * The viewers that were replaced by a newer one.
 *
 * Their pages reconnect by themselves, and would replace each other without end.
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
