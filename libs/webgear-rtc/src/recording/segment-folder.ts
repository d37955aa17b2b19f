import { readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { PART_SUFFIX } from './segment-file.js';
import type { SegmentNames } from './segment-name.js';

/**
 * A file of a recording.
 *
 * @publicApi
 */
export interface RecordedSegment {
  /** When its first frame was captured. */
  readonly start: Date;
  /** Duration in milliseconds. */
  readonly durationMs: number;
  /** Size in bytes. */
  readonly bytes: number;
  /** Where it is. */
  readonly path: string;
}

/** How much is kept; without limits everything is. */
export interface SegmentLimits {
  /** Segments that ended longer ago are removed, in milliseconds. */
  readonly keepForMs?: number | undefined;
  /** The oldest are removed while all of them are larger. */
  readonly keepBytes?: number | undefined;
}

/** The segments of one stream on disk. Files with other names are never touched. */
export class SegmentFolder {
  constructor(
    /** The folder of the stream. */
    readonly path: string,
    private readonly names: SegmentNames,
  ) {}

  /** Where a segment goes that begins then; the first name that is free. */
  async pathFor(start: Date, container: 'mp4' | 'webm'): Promise<string> {
    const base = join(this.path, this.names.nameOf(start));
    for (let attempt = 0; ; attempt++) {
      const path = `${base}${attempt === 0 ? '' : `~${attempt}`}.${container}`;
      const taken = await Promise.all([exists(path), exists(path + PART_SUFFIX)]);
      if (!taken.includes(true)) return path;
    }
  }

  /** All segments that have been ended, oldest first. */
  async list(): Promise<RecordedSegment[]> {
    const segments = await Promise.all(
      (await this.files()).map(async (path) => {
        const parsed = this.names.parse(relative(this.path, path).split(sep).join('/'));
        if (parsed === undefined || parsed.isPart) return undefined;
        const file = await stat(path).catch(() => undefined);
        if (file === undefined) return undefined;
        const durationMs = Math.max(0, file.mtimeMs - parsed.start.getTime());
        return { start: parsed.start, durationMs: Math.round(durationMs), bytes: file.size, path };
      }),
    );
    return segments
      .filter((segment) => segment !== undefined)
      .toSorted((one, other) => one.start.getTime() - other.start.getTime());
  }

  /** Gives files that a crash left unended their names: they can be played as far as they were written. */
  async recover(): Promise<number> {
    let recovered = 0;
    for (const path of await this.files()) {
      if (this.names.parse(relative(this.path, path).split(sep).join('/'))?.isPart !== true) continue;
      await rename(path, path.slice(0, -PART_SUFFIX.length));
      recovered++;
    }
    return recovered;
  }

  /** Removes what is beyond the limits, oldest first, and folders that are empty after it. */
  async prune({ keepForMs = Infinity, keepBytes = Infinity }: SegmentLimits, nowMs: number): Promise<void> {
    const segments = await this.list();
    let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    for (const { start, durationMs, bytes: own, path } of segments) {
      const isTooOld = start.getTime() + durationMs < nowMs - keepForMs;
      if (!isTooOld && bytes <= keepBytes) continue;
      await rm(path, { force: true });
      bytes -= own;
      await this.removeEmptyFolder(dirname(path));
    }
  }

  private async removeEmptyFolder(folder: string): Promise<void> {
    if (folder === this.path) return;
    // One that is not empty stays, which is what the failure says.
    await rmdir(folder).catch(() => undefined);
  }

  private async files(): Promise<string[]> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
