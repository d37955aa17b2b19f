import type { MetricsFormat } from './write-metrics.js';

/**
 * The format that a client prefers by its `Accept` (RFC 9110, 12.5.1): OpenMetrics where it is named, in a version that is
 * written, and not less welcome than the older text; else the older text, which everything reads.
 */
export function negotiateFormat(accept: string | undefined): MetricsFormat {
  let open = 0;
  let older = 0;
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const quality = Number(valueOf(parameters, 'q') ?? '1');
    if (type === 'application/openmetrics-text' && isWritten(valueOf(parameters, 'version'))) {
      open = Math.max(open, quality);
    } else if (type === 'text/plain') older = Math.max(older, quality);
  }
  return open > 0 && open >= older ? 'openmetrics' : 'prometheus';
}

function isWritten(version: string | undefined): boolean {
  return version === undefined || version === '1.0.0';
}

function valueOf(parameters: readonly string[], name: string): string | undefined {
  const prefix = `${name}=`;
  return parameters.find((parameter) => parameter.startsWith(prefix))?.slice(prefix.length);
}
