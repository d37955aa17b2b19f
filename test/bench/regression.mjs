/**
 * The straight line that fits points best, by least squares.
 *
 * @param {readonly (readonly [x: number, y: number])[]} points at least two different `x`
 * @returns {{ slope: number, intercept: number, slopeError: number, interceptError: number }} the errors are standard
 *   errors, not a number where two points leave nothing to estimate them from
 */
export function fitLine(points) {
  const count = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const intercept = meanY - slope * meanX;
  const residual = points.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0);
  const variance = count > 2 ? residual / (count - 2) : Number.NaN;
  return {
    slope,
    intercept,
    slopeError: Math.sqrt(variance / spread),
    interceptError: Math.sqrt(variance * (1 / count + meanX ** 2 / spread)),
  };
}
