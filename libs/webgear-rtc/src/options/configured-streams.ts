import { Subject, type Observable } from 'rxjs';
import type { ResolvedOptions, ResolvedStreamOptions } from './resolved-options.interface.js';

/** The options of the streams of a registration as they are now, by name. */
export class ConfiguredStreams {
  /** Whether each stream has a path of its own; else there is one, at the path of the module. */
  readonly haveNames: boolean;
  private readonly streams: Map<string, ResolvedStreamOptions>;
  private readonly changes = new Subject<void>();

  constructor({ hasNamedStreams, streams }: Pick<ResolvedOptions, 'hasNamedStreams' | 'streams'>) {
    this.haveNames = hasNamedStreams;
    this.streams = new Map(streams);
  }

  /** After each change. */
  get changes$(): Observable<void> {
    return this.changes.asObservable();
  }

  /** Names that are part of a URL; empty if the only stream is at the module's path. */
  get names(): readonly string[] {
    return this.haveNames ? [...this.streams.keys()] : [];
  }

  /** The options of all streams. */
  list(): readonly ResolvedStreamOptions[] {
    return [...this.streams.values()];
  }

  get(name: string): ResolvedStreamOptions | undefined {
    return this.streams.get(name);
  }

  /** The name as it is configured of a stream whose name differs at most in case: Express matches without it. */
  nameLike(name: string): string | undefined {
    if (this.streams.has(name)) return name;
    const folded = name.toLowerCase();
    return [...this.streams.keys()].find((candidate) => candidate.toLowerCase() === folded);
  }

  /** Adds a stream, or replaces its options. */
  set(options: ResolvedStreamOptions): void {
    this.streams.set(options.name, options);
    this.changes.next();
  }

  delete(name: string): void {
    if (this.streams.delete(name)) this.changes.next();
  }
}
