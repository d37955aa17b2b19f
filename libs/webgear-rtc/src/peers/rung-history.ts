/**
 * How long a viewer was sent a rung.
 *
 * @publicApi
 */
export interface RungTime {
  /** Name of the rung. */
  readonly rung: string;
  /** In milliseconds, in all. */
  readonly durationMs: number;
}

/**
 * How often a viewer was switched to another rung.
 *
 * @publicApi
 */
export interface RungSwitches {
  /** To a better one. */
  readonly up: number;
  /** To a worse one. */
  readonly down: number;
}

/** What of a subscription is noted. */
interface NotedSubscription {
  readonly rung: string;
  readonly rungs: readonly { readonly rung: string }[];
}

/** Which rungs a viewer was sent, and for how long. */
export class RungHistory {
  private readonly durationsUs = new Map<string, number>();
  private rung: string | undefined;
  private sinceUs = 0;
  private up = 0;
  private down = 0;

  /** With each frame: compares the rung with the one before. */
  note(subscription: NotedSubscription, nowUs: number): void {
    const { rung } = subscription;
    if (rung === this.rung) return;
    this.add(nowUs);
    if (this.rung !== undefined) this.countSwitch(this.rung, rung, subscription.rungs);
    this.rung = rung;
    this.sinceUs = nowUs;
    // In the order in which they are first sent.
    if (!this.durationsUs.has(rung)) this.durationsUs.set(rung, 0);
  }

  /** Until now; see `PeerSnapshot`. */
  snapshot(nowUs: number): { readonly rungTimes: readonly RungTime[]; readonly rungSwitches: RungSwitches } {
    const openUs = nowUs - this.sinceUs;
    const rungTimes = [...this.durationsUs].map(([rung, durationUs]) => ({
      rung,
      durationMs: Math.round((durationUs + (rung === this.rung ? openUs : 0)) / 1000),
    }));
    return { rungTimes, rungSwitches: { up: this.up, down: this.down } };
  }

  private add(nowUs: number): void {
    if (this.rung === undefined) return;
    const before = this.durationsUs.get(this.rung) ?? 0;
    this.durationsUs.set(this.rung, before + nowUs - this.sinceUs);
  }

  /** The best is `source` or `full`, whichever there is: a rung that is gone was the best or is counted as such. */
  private countSwitch(from: string, to: string, rungs: NotedSubscription['rungs']): void {
    const placeOf = (name: string): number =>
      Math.max(
        0,
        rungs.findIndex(({ rung }) => rung === name),
      );
    const step = placeOf(to) - placeOf(from);
    if (step > 0) this.down++;
    if (step < 0) this.up++;
  }
}
