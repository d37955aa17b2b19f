/**
 * What the maker of a page says of its video. A field is absent where nobody says it.
 *
 * @publicApi
 */
export interface SourceMetadata {
  /** Its name. */
  readonly title?: string;
  /** Its name on the site it is from. */
  readonly id?: string;
  /** Who put it there. */
  readonly uploader?: string;
  /** Its length in seconds; a live one has none. */
  readonly durationSeconds?: number;
  /** Address of its page. */
  readonly pageUrl?: string;
  /** Address of a picture of it. */
  readonly thumbnailUrl?: string;
  /** Whether it is being made right now. */
  readonly live: boolean;
  /** Heights in pixels in which it is there, largest first. */
  readonly heights: readonly number[];
}
