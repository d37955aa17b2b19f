import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { CommandLineError, helpText, parseCommandLine, type CommandLine } from './command-line.js';
import { closeOnSignal } from './close-on-signal.js';
import { serverUrls } from './server-urls.js';

/** Runs the program: understands the command line, starts the server, says where it is. */
async function main(): Promise<void> {
  const commandLine = parseCommandLine(process.argv.slice(2));
  if (commandLine.help) process.stdout.write(helpText);
  else if (commandLine.version) process.stdout.write(`${packageVersion()}\n`);
  else await serve(commandLine);
}

async function serve(commandLine: CommandLine): Promise<void> {
  // Half of the start is spent compiling Nest. Node 22 and later can keep the result.
  (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  // Imported late, so that `--help` and a mistyped flag are answered before Nest is loaded.
  const { startServer } = await import('./start-server.js');
  const server = await startServer(commandLine);
  closeOnSignal(server.close);
  const urls = serverUrls(commandLine.ipAddress, server.port);
  process.stdout.write(
    `WebGear RTC shows ${commandLine.source} at\n${urls.map((url) => `  ${url}\n`).join('')}`,
  );
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function explain(error: unknown): string {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use by another program. Choose another one with --port.`;
  if (code === 'EACCES') return `Port ${port} needs more rights. Choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL') return 'The address after --ipaddress is not one of this machine.';
  return message;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`webgear-rtc: ${explain(error)}\n`);
  // 2 for a command line that is wrong, as shells and GNU tools do.
  process.exit(error instanceof CommandLineError ? 2 : 1);
}
