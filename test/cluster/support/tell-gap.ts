/** Prints what viewers saw of a fault: figures of the table in docs/operations/faults.md. */
export function tellGap(fault: string, gapMs: number): void {
  process.stdout.write(`${fault}: ${(gapMs / 1000).toFixed(1)} s without a frame\n`);
}
