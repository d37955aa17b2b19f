/**
 * A folder of the application's own that is served beside the page.
 *
 * @publicApi
 */
export interface StaticMount {
  /** Path below the module's own, for example `recordings`. */
  path: string;
  /** Folder whose files are served; it must exist. */
  directory: string;
}
