import type { OptionRule } from './option-rule.js';

type Refusal = Pick<OptionRule, 'rule' | 'allowed'>;

/** One option of the ffmpeg program and its value. */
export const ffmpegInputOption: OptionRule = {
  rule: 'must be the value of an option of ffmpeg',
  allowed: 'a text, a number, or true for an option without a value',
  accepts: (value) =>
    value === true || Number.isFinite(value) || (typeof value === 'string' && !value.includes('\0')),
};

const NAME = /^-[A-Za-z][\w:.-]*$/;

const ours: Refusal = { rule: 'is part of how this library talks to ffmpeg', allowed: 'no such option' };
const ofTheOutput: Refusal = {
  rule: 'is of an output, and this library writes none',
  allowed: 'no such option',
};

/** Options of ffmpeg that would break the pipe it writes to, or read and write files beside the source. */
const refused: Readonly<Record<string, Refusal>> = {
  '-i': { rule: 'is called "source"', allowed: 'that option' },
  '-f': { rule: 'is called "sourceDemuxer"', allowed: 'that option' },
  '-c': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-c:v': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-codec': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-codec:v': { rule: 'is called "-vcodec"', allowed: 'that option' },
  '-filter:v': { rule: 'is called "-vf"', allowed: 'that option' },
  '-lavfi': { rule: 'is called "-filter_complex"', allowed: 'that option' },
  ...Object.fromEntries(
    [
      '-y',
      '-n',
      '-v',
      '-loglevel',
      '-hide_banner',
      '-stdin',
      '-nostdin',
      '-stats',
      '-nostats',
      '-stats_period',
    ].map((name) => [name, ours]),
  ),
  ...Object.fromEntries(
    [
      '-map',
      '-report',
      '-progress',
      '-vstats',
      '-vstats_file',
      '-dump_attachment',
      '-attach',
      '-passlogfile',
      '-filter_script',
      '-filter_complex_script',
    ].map((name) => [name, ofTheOutput]),
  ),
};

/** Whether a tweak has the form of an option of ffmpeg. */
export function isFfmpegOption(name: string): name is `-${string}` {
  return NAME.test(name);
}

/** Why an option of ffmpeg cannot be set; `undefined` for one that is handed on. */
export function refusedFfmpegOption(name: string): Refusal | undefined {
  return Object.hasOwn(refused, name) ? refused[name] : undefined;
}
