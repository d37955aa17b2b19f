import { DeadlineError, within } from '../../support/deadline.mjs';
import { noteRepetition } from '../../support/repetition.js';
import { GeneratedInputs, longForm } from './generated-inputs.js';
import { MatrixHost } from './matrix-host.js';
import type { LiveSender, MatrixRow, PreparedInput } from './matrix-row.interface.js';
import { MediaServer } from './media-server.js';
import type { ObservedStream } from './observed-stream.js';
import { isOnlyLate, watchFailure, watchGoingOn, watchRecording } from './watch-row.js';

/** How long the inputs of a table may take to be made; the encoders run one after another. */
const inputLimitMs = 100_000;
const hostLimitMs = 30_000;
/** A camera of GStreamer takes some seconds to start. */
const senderLimitMs = 25_000;
const watchLimitMs = longForm ? 90_000 : 45_000;
const endLimitMs = 15_000;

/** Most that the start takes, since each of its steps has a deadline. */
export const startLimitMs = inputLimitMs + hostLimitMs + 10_000;

/** Most that one play of a row takes, since each of its steps has a deadline. */
export const playLimitMs = senderLimitMs + watchLimitMs + endLimitMs;

/** How many rows are played before they are asked for, for each that is under way: no more, since a pattern may leave out most. */
const ROWS_AHEAD = 2;

/** After so many rows that did not end by themselves, the machine or the product is stuck, and the others do not begin. */
const mostStuckRows = 2;

/** The rows of a table, played inside one application, some at once. */
export class RunningMatrix implements AsyncDisposable {
  private readonly inputs = new GeneratedInputs();
  private readonly results = new Map<number, Promise<string[]>>();
  /** The row that begins when one of those under way has ended, and up to which row that goes on. */
  private next = 0;
  private lastWanted = -1;
  private readonly underWay = new Set<Promise<unknown>>();
  private isPaused = false;
  private readonly stuck: string[] = [];
  private prepared: (PreparedInput | Error)[] = [];
  private server: MediaServer | undefined;
  private host: MatrixHost | undefined;

  constructor(
    private readonly rows: readonly MatrixRow[],
    private readonly atOnce: number,
  ) {}

  /** What the application logged. */
  get log(): readonly string[] {
    return this.host?.log ?? [];
  }

  /** Makes the inputs of all rows and starts the application. A row without an input fails by itself. */
  async start(): Promise<void> {
    const server = await MediaServer.start(this.inputs);
    this.server = server;
    const bench = { inputs: this.inputs, server };
    this.prepared = await Promise.all(
      this.rows.map((row) =>
        within(inputLimitMs, `the input of "${row.name}"`, row.prepare(bench)).catch(
          (error: unknown) => new Error('No input.', { cause: error }),
        ),
      ),
    );
    const streams = this.prepared.map((input, index) => {
      const source = input instanceof Error ? 'test:bars2' : input.source;
      // Both ways to end are the same to all rows: with a slate that stays, and with one that goes.
      const enableInfiniteFrames = index % 2 === 0;
      return [
        `row${index}`,
        { source, enableInfiniteFrames, frameSizeReduction: 0, idleStopMs: 0, ...this.rows[index]?.options },
      ] as const;
    });
    const starting = MatrixHost.start(Object.fromEntries(streams));
    this.host = await within(hostLimitMs, 'the application to start', starting);
  }

  /** What is wrong with a row; those that come after it are under way by then, or have ended. */
  async faultsOf(index: number): Promise<string[]> {
    // Rows before it that nobody has asked for are not wanted.
    this.next = Math.max(this.next, index);
    this.lastWanted = Math.max(this.lastWanted, index + ROWS_AHEAD * this.atOnce);
    this.begin();
    while (!this.results.has(index) && this.underWay.size > 0) await Promise.race(this.underWay);
    return this.lookAgain(index, (await this.results.get(index)) ?? ['not run']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isPaused = true;
    await Promise.allSettled(this.results.values());
    const { host, server } = this;
    if (host !== undefined) await within(endLimitMs, 'the application to close', host[Symbol.asyncDispose]());
    await server?.[Symbol.asyncDispose]();
    this.inputs[Symbol.dispose]();
  }

  /** What was merely late beside other rows is played once more with nothing beside it. */
  private async lookAgain(index: number, faults: string[]): Promise<string[]> {
    if (!isOnlyLate(faults)) return faults;
    noteRepetition(faults.join('; '));
    this.isPaused = true;
    await Promise.all(this.results.values());
    try {
      return await this.play(index);
    } finally {
      this.isPaused = false;
      this.begin();
    }
  }

  /** Begins rows while fewer are under way than may be: a long one does not hold up the others. */
  private begin(): void {
    const end = Math.min(this.rows.length, this.lastWanted + 1);
    while (!this.isPaused && this.underWay.size < this.atOnce && this.next < end) {
      const index = this.next++;
      const playing = this.play(index);
      this.results.set(index, playing);
      const ended = playing.finally(() => {
        this.underWay.delete(ended);
        this.begin();
      });
      this.underWay.add(ended);
    }
  }

  /** Ends in time, whatever happens: with what it waited for as the fault. */
  private async play(index: number): Promise<string[]> {
    const { host } = this;
    const row = this.rows[index];
    const input = this.prepared[index];
    if (host === undefined || row === undefined || input === undefined) return ['not prepared'];
    if (input instanceof Error) return [`no input: ${String(input.cause)}`];
    if (this.stuck.length >= mostStuckRows)
      return [`not played: "${this.stuck.join('", "')}" did not end in time`];
    const faults: string[] = [];
    let sender: LiveSender | undefined;
    try {
      sender = await startSender(input);
      using seen = host.observe(`row${index}`, row.viewerCodec ?? 'h264');
      const watching = this.watch(row, seen, sender);
      faults.push(...(await within(watchLimitMs, 'all that is watched in a row', watching)));
    } catch (error) {
      faults.push(this.faultOf(row, error));
    }
    try {
      if (sender !== undefined) await within(endLimitMs, 'the sender to end', sender[Symbol.asyncDispose]());
    } catch (error) {
      faults.push(this.faultOf(row, error));
    }
    return faults;
  }

  private watch(row: MatrixRow, seen: ObservedStream, sender: LiveSender | undefined): Promise<string[]> {
    const { wanted } = row;
    if (wanted.kind === 'plays') return watchRecording(row, wanted, seen);
    if (wanted.kind === 'fails') return watchFailure(wanted, seen);
    return watchGoingOn(row, wanted, seen, sender);
  }

  private faultOf(row: MatrixRow, error: unknown): string {
    if (error instanceof DeadlineError) this.stuck.push(row.name);
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function startSender(input: PreparedInput): Promise<LiveSender | undefined> {
  const starting = input.startSender?.();
  if (starting === undefined) return undefined;
  try {
    return await within(senderLimitMs, 'the sender to start', starting);
  } catch (error) {
    // One that starts too late is ended all the same.
    void starting.then((late) => late[Symbol.asyncDispose]()).then(undefined, () => undefined);
    throw error;
  }
}
