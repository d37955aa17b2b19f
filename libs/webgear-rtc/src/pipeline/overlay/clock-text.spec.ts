import { describe, expect, test } from '@jest/globals';
import { clockFields } from '../../options/clock-format.js';
import { ClockText } from './clock-text.js';

/** A Sunday in winter, two days before that a leap day had moved the number of the day. */
const winterUs = Date.UTC(2032, 11, 5, 13, 4, 9, 87) * 1000 + 654;
const summerUs = Date.UTC(2031, 6, 1, 22, 30, 0) * 1000;

function shown(format: string, timeZone: string | undefined = 'UTC', timeUs = winterUs): string {
  return new ClockText({ format, timeZone }).at(timeUs);
}

describe('a clock', () => {
  test.each([
    ['%Y-%m-%d %H:%M:%S', '2032-12-05 13:04:09'],
    ['%F %T', '2032-12-05 13:04:09'],
    ['%A, %e %B %Y', 'Sunday,  5 December 2032'],
    ['%a %d %b %y', 'Sun 05 Dec 32'],
    ['%I:%M %p', '01:04 PM'],
    ['%R', '13:04'],
    ['%S.%L %f', '09.087 087654'],
    ['day %j', 'day 340'],
    ['%z %Z', '+0000 UTC'],
    ['100%% at %H', '100% at 13'],
    ['no time', 'no time'],
    ['%H\n%M', '13\n04'],
  ])('reads %j', (format, text) => {
    expect(shown(format)).toBe(text);
  });

  test('shows midnight and noon as people with two times twelve hours do', () => {
    const at = (hour: number): string => shown('%I %p %H', 'UTC', Date.UTC(2031, 0, 1, hour) * 1000);
    expect([at(0), at(11), at(12), at(23)]).toEqual(['12 AM 00', '11 AM 11', '12 PM 12', '11 PM 23']);
  });

  test.each([
    ['Europe/Vienna', '2031-07-02 00:30 +0200', '2032-12-05 14:04 +0100'],
    ['America/St_Johns', '2031-07-01 20:00 -0230', '2032-12-05 09:34 -0330'],
    ['Asia/Kathmandu', '2031-07-02 04:15 +0545', '2032-12-05 18:49 +0545'],
    ['UTC', '2031-07-01 22:30 +0000', '2032-12-05 13:04 +0000'],
  ])('follows the time of %s, in summer too', (timeZone, summer, winter) => {
    const format = '%F %R %z';
    expect([shown(format, timeZone, summerUs), shown(format, timeZone)]).toEqual([summer, winter]);
  });

  test('is that of the server when none is named', () => {
    const local = new Date(winterUs / 1000);
    const hours = `${local.getHours()}`.padStart(2, '0');
    const clock = new ClockText({ format: '%H:%M', timeZone: undefined });
    expect(clock.at(winterUs)).toBe(`${hours}:${`${local.getMinutes()}`.padStart(2, '0')}`);
  });

  test.each(clockFields)('knows what %%%s is', (field) => {
    expect(shown(`%${field}`)).toMatch(/^[\w :+%-]+$/);
  });
});
