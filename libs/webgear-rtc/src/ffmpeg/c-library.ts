import { existsSync } from 'node:fs';

/** The C library this process is linked with: `glibc`, or Alpine's `musl`; `undefined` on systems other than Linux. */
export type CLibrary = 'glibc' | 'musl' | undefined;

/**
 * Detects the C library of this process: Node's diagnostic report names glibc if it runs on it.
 *
 * @param platform `process.platform`
 * @param report result of `process.report.getReport()`
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

/** Excludes the network: the report would otherwise resolve the name of every connected address. */
function quickReport(): unknown {
  const settings = process.report as typeof process.report & { excludeNetwork?: boolean };
  const { excludeNetwork } = settings;
  settings.excludeNetwork = true;
  const report: unknown = settings.getReport();
  if (excludeNetwork !== undefined) settings.excludeNetwork = excludeNetwork;
  return report;
}
