import { encodeQR } from 'qr';

const QUIET_ZONE = 2;
const BLACK_ON_WHITE = '\u001B[38;5;16;48;5;231m';
const RESET = '\u001B[0m';

/**
 * A QR code as lines of text, two rows of it in each.
 *
 * @param coloured black on white whatever the terminal's colours; otherwise it is drawn for a dark background
 */
export function qrCode(text: string, coloured: boolean): readonly string[] {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: QUIET_ZONE });
  const lines: string[] = [];
  for (let row = 0; row < modules.length; row += 2) {
    const upper = modules[row] ?? [];
    const lower = modules[row + 1] ?? [];
    const line = upper.map((dark, column) => block(dark === coloured, (lower[column] ?? false) === coloured));
    lines.push(coloured ? `${BLACK_ON_WHITE}${line.join('')}${RESET}` : line.join(''));
  }
  return lines;
}

/** The character whose upper and lower half are in the foreground colour or not. */
function block(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
}
