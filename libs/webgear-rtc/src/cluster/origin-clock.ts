/** Over so many heartbeats the least delay counts: a clock is off by the same each time, a message is late by chance. */
const REMEMBERED = 10;

/**
 * What to add to a capture time of the origin for one of this machine. The clocks of two machines have nothing in common; the
 * message that was quickest tells best how far they are apart.
 */
export class OriginClock {
  private readonly differencesUs: number[] = [];

  /** A message that was written at `originUs` has come at `nowUs`. */
  note(originUs: number, nowUs: number): void {
    this.differencesUs.push(nowUs - originUs);
    if (this.differencesUs.length > REMEMBERED) this.differencesUs.shift();
  }

  /** 0 before the first message. */
  get differenceUs(): number {
    return this.differencesUs.length === 0 ? 0 : Math.min(...this.differencesUs);
  }

  /** Another origin has another clock. */
  reset(): void {
    this.differencesUs.length = 0;
  }
}
