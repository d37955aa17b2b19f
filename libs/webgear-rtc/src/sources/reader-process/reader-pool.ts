import { ReaderProcess } from './reader-process.js';

/** The reader processes of this process: one, and another when it has no room. */
class ReaderPool {
  private readonly processes = new Set<ReaderProcess>();
  private starting: Promise<ReaderProcess> | undefined;
  private fault: unknown;
  private lastId = 0;

  /** Whether processes can be started, as far as is known. */
  get isAvailable(): boolean {
    return this.fault === undefined;
  }

  /** Process ids of those that run. */
  get processIds(): number[] {
    return [...this.processes].flatMap(({ pid }) => pid ?? []);
  }

  /** A number for an input. */
  nextId(): number {
    return ++this.lastId;
  }

  /**
   * A process with room for another input; the caller adds it without waiting in between.
   *
   * @throws Error when no process can be started
   */
  async take(): Promise<ReaderProcess> {
    for (;;) {
      const free = [...this.processes].find(({ hasRoom }) => hasRoom);
      if (free !== undefined) return free;
      this.starting ??= this.start().finally(() => (this.starting = undefined));
      await this.starting;
    }
  }

  private async start(): Promise<ReaderProcess> {
    try {
      const started = await ReaderProcess.start((ended) => this.processes.delete(ended));
      this.processes.add(started);
      return started;
    } catch (error) {
      this.fault = error;
      throw error;
    }
  }
}

/** One for the whole process, since what it saves is as well: libuv's threads. */
export const readerPool = new ReaderPool();
