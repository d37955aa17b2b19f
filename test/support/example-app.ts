import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AppProcess } from './app-process.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Compiles an example and starts it, as its `npm start` does.
 *
 * @param environment variables in addition to those of the test
 */
export async function startExample(
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<AppProcess> {
  const folder = `${root}/examples/${name}`;
  const compiler = `${root}/node_modules/typescript/bin/tsc`;
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', folder]);
  } catch (cause) {
    throw new Error(`Example ${name} does not compile:\n${(cause as { stdout: string }).stdout}`, { cause });
  }
  const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
  const withVariables = (command: readonly string[]) => ['env', ...variables, ...command];
  const through = variables.length === 0 ? undefined : withVariables;
  return AppProcess.start(`${folder}/dist/main.js`, [], through);
}
