import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ExitCode } from '../process-exit.js';
import { longName } from './flags/flag-names.js';
import { flags } from './flags/flags.js';
import { helpText } from './parse-command-line.js';

const reference = readFileSync(new URL('../../docs/reference/command-line.md', import.meta.url), 'utf8');
const [listed = '', rest = ''] = helpText().split('Examples:');

describe('the help', () => {
  it.each(flags.map((flag) => longName(flag)))('has %s', (name) => {
    expect(listed).toContain(`${name} `);
  });

  it('keeps within the width of the terminal', () => {
    expect(
      Math.max(
        ...helpText(80)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('says how the process ends', () => {
    for (const code of Object.values(ExitCode)) expect(rest).toMatch(new RegExp(`^  ${code} `, 'm'));
  });

  it('is what the reference page says', () => {
    expect(reference).toContain(`\`\`\`\n${helpText().trimEnd()}\n\`\`\``);
  });
});
