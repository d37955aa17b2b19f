/** Pause between two messages with different values, in milliseconds. */
const SHORTEST_PAUSE_MS = 40;
/** Requests on their way at once: the pause between two values is not that of a round trip. */
const MOST_REQUESTS = 3;
/** How often a motion is confirmed in the time after which it is stopped. */
const CONFIRMATIONS = 4;
const SHORTEST_CONFIRMATION_MS = 50;

/** A message of a motion. */
export interface MotionMessage {
  readonly kind: 'motion' | 'release';
  readonly value?: unknown;
  readonly sequence: number;
}

/** What the server says of a message. */
export interface MotionAnswer {
  /** How long a motion lasts without another message, in milliseconds; `undefined` if it is not stopped. */
  readonly deadManMs?: number | undefined;
  /** Whether the server refused it, and would refuse it again. */
  readonly isRefused?: boolean;
}

/** Sends a message. Never rejects. */
export type SendMotion = (message: MotionMessage) => Promise<MotionAnswer>;

/**
 * The newest value of one control on its way to the server.
 *
 * Values that are replaced before they could be sent are not sent. While the server would stop the control for want of messages,
 * the value is confirmed.
 */
export class Motion {
  // Not by the names that the protocol has for them: those of private members are shortened in the bundle.
  private newest: unknown;
  private newestNumber = 0;
  private isWaiting = false;
  private isHeld = false;
  private underWay = 0;
  private sentAtMs = Number.NEGATIVE_INFINITY;
  private limitMs: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: SendMotion,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Replaces the value. */
  set(value: unknown): void {
    this.newest = value;
    this.newestNumber++;
    this.isHeld = true;
    this.isWaiting = true;
    this.work();
  }

  /** Stops the control. Does nothing if it does not move. */
  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.isWaiting = false;
    clearTimeout(this.timer);
    this.newestNumber++;
    void this.send({ kind: 'release', sequence: this.newestNumber });
  }

  /** Whether the server has to be told that the page is still there. */
  get isKeptAlive(): boolean {
    return this.isHeld && this.limitMs !== undefined;
  }

  private work(): void {
    clearTimeout(this.timer);
    if (!this.isHeld) return;
    const pauseMs = this.isWaiting ? SHORTEST_PAUSE_MS : this.confirmationMs;
    if (pauseMs === undefined) return;
    const leftMs = this.sentAtMs + pauseMs - this.now();
    if (leftMs > 0) this.timer = setTimeout(() => this.work(), leftMs);
    // Else the next answer goes on.
    else if (this.underWay < MOST_REQUESTS) void this.sendNow();
  }

  private async sendNow(): Promise<void> {
    const { newest: value, newestNumber: sequence } = this;
    this.isWaiting = false;
    this.sentAtMs = this.now();
    this.underWay++;
    const sending = this.send({ kind: 'motion', value, sequence });
    this.work();
    const { deadManMs, isRefused = false } = await sending;
    this.underWay--;
    this.limitMs = deadManMs ?? this.limitMs;
    if (isRefused && sequence === this.newestNumber) this.isHeld = false;
    this.work();
  }

  private get confirmationMs(): number | undefined {
    return this.limitMs && Math.max(SHORTEST_CONFIRMATION_MS, this.limitMs / CONFIRMATIONS);
  }
}
