import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../child-process/find-program.js';

/** How to run a file of this library in a process of its own. */
export interface NodeCommand {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What this process is and was started with. */
export interface HostProcess {
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly versions: NodeJS.ProcessVersions;
}

/** The rest of the environment is the application's: its secrets are nothing for a process that reads the network. */
const KEPT_VARIABLES = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
  'LD_LIBRARY_PATH',
  'AV_FROM_SOURCE',
];

/** Set in what is started here. */
const MARKER = 'WEBGEAR_RTC_RELAY';

const LOADER_FLAG = /^(?:--import|--require|-r|--loader|--experimental-loader)$/;

/**
 * The command that runs a module of this library with Node, without what the application was started with: an inspector
 * has one port, and what is preloaded there does not belong here.
 *
 * @param module URL of the file
 * @throws Error in an application that was started by this command: without end, it would start itself again
 */
export async function nodeCommand(module: URL, host: HostProcess = process): Promise<NodeCommand> {
  const { execPath, env, versions } = host;
  if (MARKER in env) throw new Error(`"${execPath}" runs this application, not what it is told to run`);
  const isElectron = versions['electron'] !== undefined;
  // An application that is one file with Node in it would start itself.
  const isNode = isElectron || /^node/i.test(basename(execPath));
  return {
    executable: isNode ? execPath : await findProgram(['node'], env),
    args: ['--no-warnings', ...loadersFor(module, host), fileURLToPath(module)],
    env: {
      ...Object.fromEntries(KEPT_VARIABLES.flatMap((name) => (name in env ? [[name, env[name]]] : []))),
      [MARKER]: '1',
      ...(isElectron && { ELECTRON_RUN_AS_NODE: '1' }),
    },
  };
}

/** Those of a package manager that keeps packages in archives; all, where only a loader makes the file what it is. */
function loadersFor(module: URL, { execArgv, env }: HostProcess): string[] {
  const isThere = existsSync(module);
  const words = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)].flatMap((word) =>
    /^--[\w-]+=/.test(word) ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : word,
  );
  return words.flatMap((flag, index) => {
    const value = words[index + 1];
    const isWanted = value !== undefined && LOADER_FLAG.test(flag) && (!isThere || /\.pnp\./.test(value));
    return isWanted ? [flag, value] : [];
  });
}
