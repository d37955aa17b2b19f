import { splitClockFormat, type ClockField } from '../../options/clock-format.js';
import type { ClockSettings } from '../../options/resolved-options.interface.js';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
// prettier-ignore
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
];

/** A moment as a wall clock shows it: the fields of `local` in UTC are those of the time zone. */
interface Moment {
  readonly local: Date;
  /** Microseconds since the last full second. */
  readonly fractionUs: number;
  /** As `+0100`. */
  readonly offset: string;
  readonly zoneName: string;
}

const two = (value: number): string => `${value}`.padStart(2, '0');
const three = (value: number): string => `${value}`.padStart(3, '0');

const writers: Readonly<Record<ClockField, (moment: Moment) => string>> = {
  a: ({ local }) => (DAYS[local.getUTCDay()] ?? '').slice(0, 3),
  A: ({ local }) => DAYS[local.getUTCDay()] ?? '',
  b: ({ local }) => (MONTHS[local.getUTCMonth()] ?? '').slice(0, 3),
  B: ({ local }) => MONTHS[local.getUTCMonth()] ?? '',
  d: ({ local }) => two(local.getUTCDate()),
  e: ({ local }) => `${local.getUTCDate()}`.padStart(2),
  f: ({ fractionUs }) => `${fractionUs}`.padStart(6, '0'),
  F: ({ local }) => local.toISOString().slice(0, 10),
  H: ({ local }) => two(local.getUTCHours()),
  I: ({ local }) => two(local.getUTCHours() % 12 || 12),
  j: ({ local }) => three(dayOfYear(local)),
  L: ({ fractionUs }) => three(Math.floor(fractionUs / 1000)),
  m: ({ local }) => two(local.getUTCMonth() + 1),
  M: ({ local }) => two(local.getUTCMinutes()),
  p: ({ local }) => (local.getUTCHours() < 12 ? 'AM' : 'PM'),
  R: ({ local }) => local.toISOString().slice(11, 16),
  S: ({ local }) => two(local.getUTCSeconds()),
  T: ({ local }) => local.toISOString().slice(11, 19),
  y: ({ local }) => two(local.getUTCFullYear() % 100),
  Y: ({ local }) => `${local.getUTCFullYear()}`,
  z: ({ offset }) => offset,
  Z: ({ zoneName }) => zoneName,
  '%': () => '%',
};

/** Writes the time in the form and the time zone asked for, in English. */
export class ClockText {
  private readonly parts: readonly ((moment: Moment) => string)[];
  private readonly offsets: Intl.DateTimeFormat;
  private readonly zoneNames: Intl.DateTimeFormat;

  constructor({ format, timeZone }: ClockSettings) {
    this.parts = splitClockFormat(format).map((part) =>
      part.startsWith('%') ? writers[part.slice(1) as ClockField] : () => part,
    );
    this.offsets = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    this.zoneNames = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' });
  }

  /** @param timeUs microseconds since 1970 */
  at(timeUs: number): string {
    const timeMs = Math.floor(timeUs / 1000);
    // `GMT+01:00`, and `GMT` alone where the offset is nothing.
    const [, sign = '+', hours = '00', minutes = '00'] =
      /([+-])(\d\d):(\d\d)/.exec(zoneOf(this.offsets, timeMs)) ?? [];
    const offsetMinutes = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    const moment: Moment = {
      local: new Date(timeMs + offsetMinutes * 60_000),
      fractionUs: Math.floor(timeUs) % 1_000_000,
      offset: `${sign}${hours}${minutes}`,
      zoneName: zoneOf(this.zoneNames, timeMs),
    };
    return this.parts.map((write) => write(moment)).join('');
  }
}

function zoneOf(format: Intl.DateTimeFormat, timeMs: number): string {
  return format.formatToParts(timeMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}
