import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GeneratedInputs, longForm } from './generated-inputs.js';
import { MatrixHost } from './matrix-host.js';
import type { MatrixRow, PreparedInput } from './matrix-row.interface.js';
import { MediaServer } from './media-server.js';
import { showsSecret } from './secrets.js';
import { isOnlyLate, watchFailure, watchGoingOn, watchRecording } from './watch-row.js';

/** How long the inputs of a table may take to be made. */
const preparationLimitMs = 180_000;

/** How rows are run. */
export interface RunSettings {
  /** How many are played at once; few enough that two processors keep up. */
  readonly atOnce?: number;
}

/**
 * Declares a test for each row of a table. All inputs are made first; then the rows are played inside one application,
 * some at once, each in a stream of its own.
 */
export function describeMatrix(
  title: string,
  rows: readonly MatrixRow[],
  { atOnce = 5 }: RunSettings = {},
): void {
  describe(`${title}`, () => {
    const matrix = new RunningMatrix(rows, atOnce);
    beforeAll(() => matrix.start(), preparationLimitMs);
    afterAll(() => matrix[Symbol.asyncDispose](), 30_000);

    test('has no combination twice', () => {
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    });

    test.each(rows.map((row, index) => [row.name, index] as const))(
      '%s',
      async (_name, index) => {
        expect(await matrix.faultsOf(index)).toEqual([]);
      },
      longForm ? 120_000 : 60_000,
    );

    test('has logged no secret', () => {
      expect(matrix.log.filter((line) => showsSecret(line))).toEqual([]);
    });
  });
}

class RunningMatrix implements AsyncDisposable {
  private readonly inputs = new GeneratedInputs();
  private readonly results = new Map<number, Promise<string[]>>();
  /** The last row of each of those that are played at once. */
  private readonly lanes = new Map<number, Promise<unknown>>();
  private prepared: (PreparedInput | Error)[] = [];
  private server: MediaServer | undefined;
  private host: MatrixHost | undefined;

  constructor(
    private readonly rows: readonly MatrixRow[],
    private readonly atOnce: number,
  ) {}

  get log(): readonly string[] {
    return this.host?.log ?? [];
  }

  async start(): Promise<void> {
    const server = await MediaServer.start(this.inputs);
    this.server = server;
    const bench = { inputs: this.inputs, server };
    this.prepared = await Promise.all(
      this.rows.map((row) =>
        row.prepare(bench).catch((error: unknown) => new Error('No input.', { cause: error })),
      ),
    );
    const streams = this.prepared.map((input, index) => {
      const source = input instanceof Error ? 'test:' : input.source;
      // Both ways to end are the same to all rows: with a slate that stays, and with one that goes.
      const enableInfiniteFrames = index % 2 === 0;
      return [
        `row${index}`,
        { source, enableInfiniteFrames, frameSizeReduction: 0, idleStopMs: 0, ...this.rows[index]?.options },
      ] as const;
    });
    this.host = await MatrixHost.start(Object.fromEntries(streams));
  }

  /** What is wrong with a row; those that come after it are under way by then. */
  async faultsOf(index: number): Promise<string[]> {
    for (let next = index; next < Math.min(this.rows.length, index + this.atOnce); next++) {
      if (this.results.has(next)) continue;
      const lane = next % this.atOnce;
      const playing = this.playAfter(this.lanes.get(lane), next);
      this.results.set(next, playing);
      this.lanes.set(lane, playing);
    }
    return this.lookAgain(index, (await this.results.get(index)) ?? ['not run']);
  }

  /** What was merely late beside other rows is played once more with nothing beside it. */
  private async lookAgain(index: number, faults: string[]): Promise<string[]> {
    if (!isOnlyLate(faults)) return faults;
    await Promise.all(this.results.values());
    return this.play(index);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.results.values());
    await this.host?.[Symbol.asyncDispose]();
    await this.server?.[Symbol.asyncDispose]();
    this.inputs[Symbol.dispose]();
  }

  private async playAfter(lane: Promise<unknown> | undefined, index: number): Promise<string[]> {
    await lane;
    return this.play(index);
  }

  private async play(index: number): Promise<string[]> {
    const { host } = this;
    const row = this.rows[index];
    const input = this.prepared[index];
    if (host === undefined || row === undefined || input === undefined) return ['not prepared'];
    if (input instanceof Error) return [`no input: ${String(input.cause)}`];
    const sender = await input.startSender?.();
    try {
      using seen = host.observe(`row${index}`, row.viewerCodec ?? 'h264');
      const { wanted } = row;
      if (wanted.kind === 'plays') return await watchRecording(row, wanted, seen);
      if (wanted.kind === 'fails') return await watchFailure(wanted, seen);
      return await watchGoingOn(row, wanted, seen, sender);
    } catch (error) {
      return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    } finally {
      await sender?.[Symbol.asyncDispose]();
    }
  }
}
