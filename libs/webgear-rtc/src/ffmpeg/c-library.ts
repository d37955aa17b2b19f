import { existsSync } from 'node:fs';

/** The C library a program is linked with: `glibc`, or the `musl` of Alpine; `undefined` for other systems than Linux. */
export type CLibrary = 'glibc' | 'musl' | undefined;

/**
 * The C library of this process. Node's own report names glibc where that is what it runs on.
 *
 * @param platform `process.platform`
 * @param report what `process.report.getReport()` returns
 */
export function cLibrary(
  platform: string = process.platform,
  report: unknown = quickReport(),
  isAlpine: boolean = existsSync('/etc/alpine-release'),
): CLibrary {
  if (platform !== 'linux') return undefined;
  const { header } = (report ?? {}) as { readonly header?: { readonly glibcVersionRuntime?: string } };
  if (header?.glibcVersionRuntime !== undefined) return 'glibc';
  return header !== undefined || isAlpine ? 'musl' : 'glibc';
}

/** Without the network: the report would look up the name of every address this process is connected to. */
function quickReport(): unknown {
  const settings = process.report as typeof process.report & { excludeNetwork?: boolean };
  const { excludeNetwork } = settings;
  settings.excludeNetwork = true;
  const report: unknown = settings.getReport();
  if (excludeNetwork !== undefined) settings.excludeNetwork = excludeNetwork;
  return report;
}
