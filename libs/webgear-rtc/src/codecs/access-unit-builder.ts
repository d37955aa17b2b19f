/** Start code of Annex B, in the form that may stand anywhere (H.264, B.1.1). */
export const startCode = Buffer.from([0, 0, 0, 1]);

/** Puts NAL units and fragments of them together to one access unit in Annex B. */
export class AccessUnitBuilder {
  private readonly parts: Buffer[] = [];
  private isFragmented = false;

  /** @returns `false` within a fragmented unit */
  add(nalUnit: Buffer): boolean {
    if (this.isFragmented) return false;
    this.parts.push(startCode, nalUnit);
    return true;
  }

  /**
   * @param header of the unit that is fragmented
   * @returns `false` for a fragment that does not follow the one before
   */
  addFragment(header: Buffer, isStart: boolean, isEnd: boolean, fragment: Buffer): boolean {
    if (isStart === this.isFragmented) return false;
    if (isStart) this.parts.push(startCode, header);
    this.parts.push(fragment);
    this.isFragmented = !isEnd;
    return true;
  }

  /** The access unit; `undefined` where there is none, or its last unit has no end. */
  finish(): Buffer | undefined {
    return this.parts.length === 0 || this.isFragmented ? undefined : Buffer.concat(this.parts);
  }
}
