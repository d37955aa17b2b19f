import type * as jetstream from '@nats-io/jetstream';
import type * as kv from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '../errors/throttled-error-log.js';
import type { LockOutcome, OriginLocks } from './stream-lock.js';

/** How long a lock lasts that is not renewed, in milliseconds. */
const LIFETIME_MS = 10_000;
/** A lock that is not renewed for so long has ended, whatever the broker says, in milliseconds. */
const UNRENEWED_MS = 1.5 * LIFETIME_MS;

const ANSWER_TIMEOUT_MS = 1500;

/** A broker without JetStream is not asked again for so long, in milliseconds. */
const RETRY_MS = 30_000;

/** `JetStreamApiCodes.StreamWrongLastSequence`, as nats-server says it since 2.9 and since 2.12. */
const WRONG_LAST_SEQUENCE: ReadonlySet<number> = new Set([10_071, 10_164]);

interface Packages {
  readonly streams: typeof jetstream;
  readonly store: typeof kv;
}

/** Locks in a bucket of JetStream's key-value store, with one key for each stream: its value is the id of the origin. */
export class NatsLocks implements OriginLocks {
  readonly lifetimeMs = LIFETIME_MS;
  private readonly revisions = new Map<string, number>();
  /** Locks that others have, and since when they are as they are. */
  private readonly others = new Map<string, { readonly revision: number; readonly sinceMs: number }>();
  private readonly taking = new Map<string, Promise<LockOutcome>>();
  private opening: Promise<kv.KV> | undefined;
  private failedMs = Number.NEGATIVE_INFINITY;
  private failure: unknown;
  private isWithout = false;

  private constructor(
    private readonly client: NatsConnection,
    private readonly packages: Packages,
    private readonly cluster: string,
    private readonly note: (line: string) => void,
  ) {}

  /**
   * @param note told once when there are no locks, and why
   * @returns `undefined` where the packages are not installed
   */
  static async load(
    client: NatsConnection,
    cluster: string,
    note: (line: string) => void,
  ): Promise<NatsLocks | undefined> {
    try {
      const [streams, store] = await Promise.all([import('@nats-io/jetstream'), import('@nats-io/kv')]);
      return new NatsLocks(client, { streams, store }, cluster, note);
    } catch {
      note('origins are decided by epochs: the package @nats-io/kv, for locks, is not installed');
      return undefined;
    }
  }

  take(stream: string, owner: string): Promise<LockOutcome> {
    const taking = this.tryTake(stream, owner);
    this.taking.set(stream, taking);
    return taking;
  }

  async release(stream: string): Promise<void> {
    // Its revision is known again after a renewal that is under way.
    await this.taking.get(stream);
    const revision = this.revisions.get(stream);
    this.revisions.delete(stream);
    if (revision === undefined || this.opening === undefined) return;
    try {
      const bucket = await this.opening;
      await bucket.delete(stream, { previousSeq: revision });
    } catch {
      // It ends by itself.
    }
  }

  private async tryTake(stream: string, owner: string): Promise<LockOutcome> {
    try {
      return await this.attempt(await this.open(), stream, owner);
    } catch {
      // Another broker, or one without its store, has no such bucket.
      this.opening = undefined;
    }
    try {
      return await this.attempt(await this.open(), stream, owner);
    } catch (error) {
      this.opening = undefined;
      return this.noteFailure(error);
    }
  }

  private async attempt(bucket: kv.KV, stream: string, owner: string): Promise<LockOutcome> {
    const revision = await this.put(bucket, stream, owner);
    if (revision !== undefined) return this.noteRevision(stream, revision);
    const entry = await bucket.get(stream);
    if (entry === null || !this.mayTake(stream, owner, entry)) return 'taken';
    // A replica may answer with what has long been replaced: only the leader says whether it is still the last.
    const confirmed = await ifLast(() => bucket.update(stream, owner, entry.revision));
    return confirmed === undefined ? 'taken' : this.noteRevision(stream, confirmed);
  }

  /** Whether an entry is of this process, whose answer was lost, or of one that has not renewed it: brokers were seen not to end keys. */
  private mayTake(stream: string, owner: string, entry: kv.KvEntry): boolean {
    if (entry.string() === owner) return true;
    const nowMs = performance.now();
    const known = this.others.get(stream);
    if (known?.revision === entry.revision) return nowMs - known.sinceMs > UNRENEWED_MS;
    this.others.set(stream, { revision: entry.revision, sinceMs: nowMs });
    return false;
  }

  /** @returns `undefined` where another one may have it */
  private async put(bucket: kv.KV, stream: string, owner: string): Promise<number | undefined> {
    const known = this.revisions.get(stream);
    this.revisions.delete(stream);
    const attempts = [
      ...(known === undefined ? [] : [() => bucket.update(stream, owner, known)]),
      // The one before has ended, or the broker has lost what it kept.
      () => bucket.create(stream, owner),
    ];
    for (const attempt of attempts) {
      const revision = await ifLast(attempt);
      if (revision !== undefined) return revision;
    }
    return undefined;
  }

  private noteRevision(stream: string, revision: number): 'held' {
    this.revisions.set(stream, revision);
    this.isWithout = false;
    return 'held';
  }

  private open(): Promise<kv.KV> {
    if (performance.now() - this.failedMs < RETRY_MS) return Promise.reject(this.failure as Error);
    const { store, streams } = this.packages;
    this.opening ??= new store.Kvm(streams.jetstream(this.client, { timeout: ANSWER_TIMEOUT_MS })).create(
      `wgr-${this.cluster}`,
      {
        ttl: LIFETIME_MS,
        history: 1,
        description: `Origins of the streams of webgear-rtc cluster ${this.cluster}`,
      },
    );
    return this.opening;
  }

  private noteFailure(error: unknown): LockOutcome {
    const isAbsent = this.isAbsent(error);
    if (!isAbsent) return 'silent';
    if (error !== this.failure) [this.failure, this.failedMs] = [error, performance.now()];
    if (!this.isWithout)
      this.note(`origins are decided by epochs, not by locks in JetStream: ${messageOf(error)}`);
    this.isWithout = true;
    return 'absent';
  }

  /** Whether the broker keeps no locks for this process; a broker that is gone says nothing of that. */
  private isAbsent(error: unknown): boolean {
    if (this.client.isClosed() || !(error instanceof Error)) return false;
    return ['JetStreamNotEnabled', 'JetStreamApiError', 'PermissionViolationError', 'NoRespondersError'].some(
      (name) => error.name === name || (error.cause instanceof Error && error.cause.name === name),
    );
  }
}

/** The revision that an attempt has led to; `undefined` where another one came first. */
async function ifLast(attempt: () => Promise<number>): Promise<number | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (!WRONG_LAST_SEQUENCE.has((error as Partial<jetstream.JetStreamApiError>).code ?? 0)) throw error;
    return undefined;
  }
}
