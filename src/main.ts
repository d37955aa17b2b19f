import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { collectSettings, type Setting } from './command-line/collect-settings.js';
import { helpText, parseCommandLine } from './command-line/parse-command-line.js';
import { toServerSettings } from './command-line/server-settings.js';
import { explainError } from './explain-error.js';
import { endWithReader } from './process-exit.js';

/** The settings read so far: an error names the place of the setting that caused it. */
let settings: ReadonlyMap<string, Setting> = new Map();

/** Runs the program: understands the command line, then starts the server. */
async function main(): Promise<void> {
  // Half of the start is spent compiling code. Node 22 and later can keep the result.
  (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  endWithReader();
  const stated = parseCommandLine(process.argv.slice(2));
  if (stated['help'] === true) return void process.stdout.write(helpText(process.stdout.columns));
  if (stated['version'] === true) return void process.stdout.write(`${packageVersion()}\n`);
  settings = await collectSettings(stated);
  const serverSettings = toServerSettings(settings);
  // Imported late, so that `--help` and a mistyped flag are answered before Nest is loaded.
  const { serve } = await import('./serve.js');
  await serve(serverSettings, packageVersion(), stated);
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

try {
  await main();
} catch (error) {
  const { message, exitCode } = explainError(error, settings);
  process.stderr.write(`webgear-rtc: ${message}\n`);
  process.exit(exitCode);
}
