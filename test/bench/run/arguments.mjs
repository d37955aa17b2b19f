import { parseArgs } from 'node:util';

/** The parts of a run, in their order. */
export const partNames = ['send', 'viewers', 'join', 'launch', 'delay'];

export const usage = `Usage: npm run bench -- [--quick] [--only ${partNames.join(',')}] [--write]

  --quick   in two minutes instead of ten, and less sure
  --only    some of the parts, divided by commas
  --write   put the figures into the documentation; a full run of all parts does so anyway`;

/**
 * Reads the command line.
 *
 * @param {readonly string[]} args
 * @returns {{ mode: 'quick' | 'full', parts: readonly string[], write: boolean, help: boolean }}
 * @throws Error that says what is wrong with it
 */
export function readArguments(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const wanted = values.only?.split(',').map((name) => name.trim());
  const unknown = wanted?.find((name) => !partNames.includes(name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}", but ${partNames.join(', ')}.`);
  const parts = partNames.filter((name) => wanted?.includes(name) ?? true);
  const whole = !values.quick && parts.length === partNames.length;
  return { mode: values.quick ? 'quick' : 'full', parts, write: values.write ?? whole, help: values.help };
}
