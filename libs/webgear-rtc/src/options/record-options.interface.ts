/**
 * How a stream is recorded.
 *
 * @publicApi
 */
export interface RecordOptions {
  /** Folder of the recordings; each stream has a folder of its name in it, which is made where it is missing. */
  directory: string;
  /**
   * Length of a file in milliseconds, 10 000 to 86 400 000; it ends at the first key frame after that. A file ends sooner where the
   * video changes its form, or the source is not live.
   *
   * @default 600_000
   */
  segmentMs?: number;
  /**
   * Format of the files: MP4 in fragments, which a crash leaves playable, and an ordinary MP4 once it is ended. VP8 and VP9 are
   * recorded as WebM.
   *
   * @default 'fmp4'
   */
  format?: 'fmp4';
  /**
   * Names of the files by their start in UTC: `%Y %m %d %H %M %S`, each once, and `%L` for milliseconds; `/` makes folders.
   *
   * @default '%Y-%m-%dT%H-%M-%S.%LZ'
   */
  pattern?: string;
  /**
   * Files that ended longer ago are removed, in milliseconds.
   *
   * @default none: all are kept
   */
  keepForMs?: number;
  /**
   * The oldest files of the stream are removed while all of them are larger, in bytes.
   *
   * @default none: all are kept
   */
  keepBytes?: number;
}

/**
 * What is kept of a stream.
 *
 * @publicApi
 */
export interface KeepSettings {
  /**
   * How much of what was sent is kept in memory, in milliseconds, 0 to 600 000, for `clip()` and `GET clip.mp4`: whole GOPs, so up to one
   * key frame interval more, and 64 MiB at most. The source stays open for it, as for a viewer.
   *
   * @default 0
   */
  lookBackMs?: number;
  /**
   * Records what viewers are sent, without another encoder: the folder, or how. The source stays open for it, as for a viewer.
   *
   * @default none
   */
  record?: string | RecordOptions;
}

/** How a stream is recorded, complete. */
export interface RecordSettings {
  readonly directory: string;
  readonly segmentMs: number;
  readonly pattern: string;
  readonly keepForMs: number | undefined;
  readonly keepBytes: number | undefined;
}
