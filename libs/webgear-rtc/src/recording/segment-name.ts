/** What stands for a part of the start of a segment, in UTC, and how it is found again. */
const tokens: Readonly<Record<string, readonly [digits: number, of: (time: Date) => number]>> = {
  '%Y': [4, (time) => time.getUTCFullYear()],
  '%m': [2, (time) => time.getUTCMonth() + 1],
  '%d': [2, (time) => time.getUTCDate()],
  '%H': [2, (time) => time.getUTCHours()],
  '%M': [2, (time) => time.getUTCMinutes()],
  '%S': [2, (time) => time.getUTCSeconds()],
  '%L': [3, (time) => time.getUTCMilliseconds()],
};

const tokenPattern = /%[YmdHMSL]/g;

/** Names of segments by the time of their first frame, in UTC, and back. */
export class SegmentNames {
  private readonly order: readonly string[];
  private readonly regExp: RegExp;

  /** @param pattern with `%Y %m %d %H %M %S`, each once, and `%L` for milliseconds; `/` makes folders */
  constructor(private readonly pattern: string) {
    this.order = pattern.match(tokenPattern) ?? [];
    const source = pattern
      .split(tokenPattern)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .reduce((all, part, index) => `${all}(\\d{${tokens[this.order[index - 1] ?? '']?.[0]}})${part}`);
    this.regExp = new RegExp(`^${source}(?:~\\d+)?\\.(mp4|webm)(\\.part)?$`);
  }

  /** The name of a segment, without its extension. */
  nameOf(start: Date): string {
    return this.pattern.replaceAll(tokenPattern, (token) => {
      const [digits = 2, of = () => 0] = tokens[token] ?? [];
      return String(of(start)).padStart(digits, '0');
    });
  }

  /** When the segment of this path below the folder begins, and whether it was never ended; `undefined` for another file. */
  parse(path: string): { readonly start: Date; readonly isPart: boolean } | undefined {
    const match = this.regExp.exec(path);
    if (match === null) return undefined;
    const values = new Map(this.order.map((token, index) => [token, Number(match[index + 1])]));
    const value = (token: string): number => values.get(token) ?? 0;
    const time = Date.UTC(
      value('%Y'),
      value('%m') - 1,
      value('%d'),
      value('%H'),
      value('%M'),
      value('%S'),
      value('%L'),
    );
    return { start: new Date(time), isPart: match.at(-1) !== undefined };
  }
}
