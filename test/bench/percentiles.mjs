/**
 * The value that `share` (0 to 1) of the samples do not exceed, by the nearest-rank method.
 *
 * @param {readonly number[]} samples
 * @param {number} share
 */
export function percentile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * One line of a report: `name: p50 … p95 … p99 … ms`.
 *
 * @param {string} name
 * @param {readonly number[]} samplesMs
 */
export function summary(name, samplesMs) {
  const at = (share) => percentile(samplesMs, share).toFixed(0);
  return `${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms (${samplesMs.length} samples)`;
}
