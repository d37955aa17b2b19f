const resamples = 2_000;

/** @param {readonly number[]} values */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Bounds that hold the mean in 95 of 100 repetitions of the run, by drawing its blocks again and again.
 *
 * @param {readonly number[]} values
 * @param {(values: readonly number[]) => number} mean
 * @returns {[low: number, high: number]}
 */
export function bootstrapInterval(values, mean = geometricMean) {
  const draw = () => values[Math.floor(Math.random() * values.length)];
  const means = Array.from({ length: resamples }, () => mean(values.map(draw))).sort((a, b) => a - b);
  return [means[Math.floor(resamples * 0.025)], means[Math.floor(resamples * 0.975)]];
}
