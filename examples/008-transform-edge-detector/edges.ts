/**
 * Applies the Sobel operator to a gray frame: bright where brightness changes, black elsewhere.
 *
 * @param edges receives the result, of the same size
 */
export function drawEdges(
  gray: Uint8ClampedArray,
  width: number,
  height: number,
  edges: Uint8ClampedArray,
): void {
  edges.fill(0);
  const at = (index: number): number => gray[index] ?? 0;
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const here = row * width + column;
      const above = here - width;
      const below = here + width;
      const across =
        at(above + 1) - at(above - 1) + 2 * (at(here + 1) - at(here - 1)) + at(below + 1) - at(below - 1);
      const down =
        at(below - 1) - at(above - 1) + 2 * (at(below) - at(above)) + at(below + 1) - at(above + 1);
      edges[here] = Math.abs(across) + Math.abs(down);
    }
  }
}
