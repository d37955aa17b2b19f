/** Packets sent within this time of the first one make a group, in microseconds. */
const groupUs = 5_000;

/** Packets that a link held back and released together belong to one group up to this length, in microseconds. */
const burstUs = 100_000;

/** Arrival times that leave the clock by this much come from another clock, in microseconds. */
const clockJumpUs = 3_000_000;

/** So many groups in a row that arrived before the one they followed: the order is lost. */
const maxReordered = 3;

interface Group {
  firstSentUs: number;
  lastSentUs: number;
  firstArrivalUs: number;
  lastArrivalUs: number;
  reportedUs: number;
}

/** Cuts the packets of a path into groups and measures how much further apart two of them arrive than they left. */
export class PacketGroups {
  /** Between the last packets of the two groups before the present one, in microseconds. */
  sendDeltaUs = 0;
  /** Between the arrivals of the same two packets, in microseconds. */
  arrivalDeltaUs = 0;
  /** When the later one arrived, in microseconds of the viewer's clock. */
  arrivalUs = 0;

  private current: Group = emptyGroup();
  private previous: Group = emptyGroup();
  private groups = 0;
  private reordered = 0;

  /**
   * Takes a packet, in the order of sequence numbers.
   *
   * @returns `true` when a group is complete and the deltas are new
   */
  add(sentUs: number, arrivalUs: number, nowUs: number): boolean {
    if (this.groups === 0) {
      this.begin(sentUs, arrivalUs, nowUs);
      return false;
    }
    const group = this.current;
    if (sentUs < group.firstSentUs) return false;
    if (this.belongs(sentUs, arrivalUs)) {
      group.lastSentUs = Math.max(group.lastSentUs, sentUs);
      group.lastArrivalUs = arrivalUs;
      group.reportedUs = nowUs;
      return false;
    }
    const isMeasured = this.groups > 1 && this.measure();
    this.begin(sentUs, arrivalUs, nowUs);
    return isMeasured;
  }

  /** Begins again, as after a pause. */
  reset(): void {
    this.groups = 0;
    this.reordered = 0;
  }

  private belongs(sentUs: number, arrivalUs: number): boolean {
    const { firstSentUs, lastSentUs, firstArrivalUs, lastArrivalUs } = this.current;
    if (sentUs - firstSentUs <= groupUs || sentUs === lastSentUs) return true;
    const arrivalDeltaUs = arrivalUs - lastArrivalUs;
    return (
      arrivalDeltaUs < sentUs - lastSentUs &&
      arrivalDeltaUs <= groupUs &&
      arrivalUs - firstArrivalUs < burstUs
    );
  }

  private measure(): boolean {
    const { current, previous } = this;
    this.sendDeltaUs = current.lastSentUs - previous.lastSentUs;
    this.arrivalDeltaUs = current.lastArrivalUs - previous.lastArrivalUs;
    this.arrivalUs = current.lastArrivalUs;
    if (this.arrivalDeltaUs - (current.reportedUs - previous.reportedUs) >= clockJumpUs) {
      this.reset();
      return false;
    }
    if (this.arrivalDeltaUs < 0) {
      this.reordered++;
      if (this.reordered >= maxReordered) this.reset();
      return false;
    }
    this.reordered = 0;
    return true;
  }

  private begin(sentUs: number, arrivalUs: number, nowUs: number): void {
    const group = this.previous;
    this.previous = this.current;
    this.current = group;
    group.firstSentUs = sentUs;
    group.lastSentUs = sentUs;
    group.firstArrivalUs = arrivalUs;
    group.lastArrivalUs = arrivalUs;
    group.reportedUs = nowUs;
    this.groups++;
  }
}

function emptyGroup(): Group {
  return { firstSentUs: 0, lastSentUs: 0, firstArrivalUs: 0, lastArrivalUs: 0, reportedUs: 0 };
}
