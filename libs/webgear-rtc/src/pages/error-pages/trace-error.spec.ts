import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../../test/support/unit-host.js';
import { traceError } from './trace-error.js';

function errorFrom(stack: string, options?: ErrorOptions): Error {
  return Object.assign(new TypeError('it broke', options), { stack });
}

describe('the trace of an error', () => {
  it('shows the lines around each place in code of the application', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'app.js');
    writeFileSync(file, Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n'));
    const stack = `TypeError: it broke\n    at Cat.meow (${file}:10:7)\n    at file://${file}:1:1`;
    const [traced] = await traceError(errorFrom(stack), folder.path);
    expect(traced).toMatchObject({ name: 'TypeError', message: 'it broke' });
    const [first, second] = traced?.places ?? [];
    expect(first).toMatchObject({ call: 'Cat.meow', file, line: 10 });
    expect(first?.source.map(({ number }) => number)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(first?.source.filter(({ isFault }) => isFault)).toEqual([
      { number: 10, text: 'line 10', isFault: true },
    ]);
    expect(second?.source.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(second).toMatchObject({ call: '', file, line: 1 });
  });

  it('shows deep code without the indent that all its lines have', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'deep.js');
    writeFileSync(file, '          if (a) {\n\n            throw b;\n          }\n');
    const [traced] = await traceError(errorFrom(`TypeError: it broke\n    at ${file}:3:1`), folder.path);
    const lines = traced?.places[0]?.source.map(({ text }) => text);
    expect(lines?.slice(0, 4)).toEqual(['if (a) {', '', '  throw b;', '}']);
  });

  it('lists frames of libraries, of Node and of missing files without source lines', async () => {
    const stack = [
      'TypeError: it broke',
      '    at run (/app/node_modules/x/index.js:1:1)',
      '    at async node:internal/process/task_queues:95:5',
      '    at gone (/no/such/file.js:3:1)',
      '    at new Promise (<anonymous>)',
    ].join('\n');
    const [traced] = await traceError(errorFrom(stack), '/');
    expect(traced?.places.map(({ file, line, source }) => [file, line, source.length])).toEqual([
      ['/app/node_modules/x/index.js', 1, 0],
      ['async node:internal/process/task_queues', 95, 0],
      ['/no/such/file.js', 3, 0],
    ]);
  });

  it('follows the causes, and ends if they are circular', async () => {
    const root = errorFrom('');
    const error = errorFrom('', { cause: root });
    expect(await traceError(error, '/')).toHaveLength(2);
    root.cause = error;
    expect(await traceError(error, '/')).toHaveLength(8);
  });
});
