import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryBroker, type InMemoryConnection } from '../testing/in-memory-broker.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { OriginElection } from './origin-election.js';
import type { LockOutcome, OriginLocks } from './stream-lock.js';
import { StreamSubjects } from './subjects.js';

/** Locks of a broker that counts by a clock, and does not answer those who are cut off. */
class Locks {
  readonly lifetimeMs = 10_000;
  answer: LockOutcome | undefined;
  private holder: { owner: string; untilUs: number } | undefined;

  constructor(private readonly clock: VirtualCaptureClock) {}

  get owner(): string | undefined {
    return this.holder !== undefined && this.clock.nowUs() < this.holder.untilUs
      ? this.holder.owner
      : undefined;
  }

  forget(): void {
    this.holder = undefined;
  }

  of(connection: InMemoryConnection): OriginLocks {
    return {
      lifetimeMs: this.lifetimeMs,
      take: (_stream, owner) => Promise.resolve(this.take(connection, owner)),
      release: (_stream, owner) => {
        if (this.owner === owner) this.forget();
        return Promise.resolve();
      },
    };
  }

  private take(connection: InMemoryConnection, owner: string): LockOutcome {
    if (!connection.isConnected) return 'silent';
    if (this.answer !== undefined) return this.answer;
    if (this.owner !== undefined && this.owner !== owner) return 'taken';
    this.holder = { owner, untilUs: this.clock.nowUs() + this.lifetimeMs * 1000 };
    return 'held';
  }
}

interface Candidate {
  readonly id: string;
  readonly connection: InMemoryConnection;
  readonly election: OriginElection;
  epoch: number;
}

describe('origins with locks', () => {
  let broker: InMemoryBroker;
  let clock: VirtualCaptureClock;
  let locks: Locks;
  let all: Candidate[];
  /** Whether each hears what the others say. */
  let areHeard: boolean;

  beforeEach(() => {
    [broker, clock, all, areHeard] = [new InMemoryBroker(), new VirtualCaptureClock(1_000_000_000), [], true];
    locks = new Locks(clock);
  });

  afterEach(() => {
    for (const { election } of all) election.close();
  });

  const start = (id: string, kept?: OriginLocks): Candidate => {
    const connection = broker.connect();
    const candidate = { id, connection, epoch: 0 } as unknown as {
      -readonly [Name in keyof Candidate]: Candidate[Name];
    };
    candidate.election = new OriginElection({
      connection,
      subjects: new StreamSubjects('site', 'front'),
      clock,
      origin: id,
      locks: Promise.resolve(kept ?? locks.of(connection)),
      onElected: (epoch) => (candidate.epoch = epoch),
      onDeposed: () => undefined,
    });
    all.push(candidate);
    return candidate;
  };

  const origins = (): string[] => all.filter(({ election }) => election.isOrigin).map(({ id }) => id);

  /** Moves the clock, and returns who were origins at once, at any time. */
  const advance = async (ms: number): Promise<Set<string>> => {
    const seen = new Set<string>();
    for (let left = ms; left > 0; left -= 250) {
      await clock.advance(250);
      seen.add(origins().join('+'));
      for (const { id, election, connection, epoch } of all) {
        if (!areHeard || !election.isOrigin || !connection.isConnected) continue;
        for (const other of all) if (other.connection.isConnected) other.election.note({ origin: id, epoch });
      }
    }
    return seen;
  };

  test('one of two that start together is the origin, also where neither hears the other', async () => {
    areHeard = false;
    start('a');
    start('b');
    const seen = await advance(30_000);
    seen.delete('');
    expect([...seen]).toEqual(['a']);
  });

  test('one that ends is replaced at once, one that dies when its lock has ended', async () => {
    const [first] = [start('a'), start('b')];
    await advance(3000);
    first.election.close();
    all[1]?.election.note({ origin: 'a', epoch: 1, gone: true });
    await advance(1000);
    expect(origins()).toEqual(['b']);
    const third = start('c');
    await advance(2000);
    // It says nothing any more, and keeps nothing.
    all[1]?.connection.setConnected(false);
    all.splice(1, 1);
    await advance(7000);
    expect(origins()).toEqual([]);
    await advance(4000);
    expect(origins()).toEqual(['c']);
    expect(third.epoch).toBe(3);
  });

  test('a holder that is cut off stops before another one has its lock', async () => {
    const first = start('a');
    await advance(2000);
    start('b');
    await advance(2000);
    first.connection.setConnected(false);
    const seen = await advance(20_000);
    expect([...seen]).toEqual(['a', '', 'b']);
    first.connection.setConnected(true);
    expect([...(await advance(10_000))]).toEqual(['b']);
  });

  test('a broker that has forgotten its locks gives them to those who had them', async () => {
    const [first] = [start('a'), start('b')];
    await advance(4000);
    for (const { connection } of all) connection.setConnected(false);
    await advance(4000);
    locks.forget();
    for (const { connection } of all) connection.setConnected(true);
    expect([...(await advance(20_000))]).toEqual(['a']);
    expect(locks.owner).toBe('a');
    expect(first.epoch).toBe(1);
  });

  test('without locks epochs decide, and one that begins without has one when there are some', async () => {
    locks.answer = 'absent';
    start('b');
    start('a');
    await advance(3000);
    expect(origins()).toEqual(['a']);
    locks.answer = undefined;
    expect([...(await advance(20_000))]).toEqual(['a']);
    expect(locks.owner).toBe('a');
  });

  test('a broker that keeps no locks any more, or does not answer for them, ends no stream', async () => {
    start('a');
    await advance(3000);
    locks.answer = 'absent';
    expect([...(await advance(20_000))]).toEqual(['a']);
    locks.answer = undefined;
    await advance(3000);
    expect(locks.owner).toBe('a');
    locks.answer = 'silent';
    await advance(7500);
    expect(origins()).toEqual([]);
    await advance(12_000);
    expect(origins()).toEqual(['a']);
  });
});
