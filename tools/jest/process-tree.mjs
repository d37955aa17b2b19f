import { readdirSync, readFileSync } from 'node:fs';

/**
 * Processes as Linux shows them below `/proc`; on other systems there are none.
 *
 * @typedef {{ pid: number, parent: number, name: string, state: string, command: string }} SeenProcess
 */

/**
 * All processes below one, parents first.
 *
 * @param {number} root
 * @returns {SeenProcess[]}
 */
export function descendantsOf(root) {
  const all = allProcesses();
  const found = all.filter(({ parent }) => parent === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

/**
 * Children that were forked and do not become another program: their command line is that of their parent. Node waits for
 * them in `spawn` with its main thread.
 *
 * @param {number} parent
 * @returns {SeenProcess[]}
 */
export function forkedOnly(parent) {
  const all = allProcesses();
  const command = all.find(({ pid }) => pid === parent)?.command;
  return all.filter((process) => process.parent === parent && process.command === command);
}

/**
 * What each thread of a process waits for in the kernel, for example `node: anon_pipe_read`, and how many do.
 *
 * @param {number} pid
 * @returns {string[]}
 */
export function threadStates(pid) {
  const counts = new Map();
  for (const thread of listed(`/proc/${pid}/task`)) {
    const [name, waits] = ['comm', 'wchan'].map((file) => read(`/proc/${pid}/task/${thread}/${file}`));
    const main = thread === String(pid) ? 'main thread, ' : '';
    const line = `${main}${name?.trim()}: ${waits === '0' ? 'running' : waits}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line} (${count} threads)`));
}

/** @returns {SeenProcess[]} */
function allProcesses() {
  return listed('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // `pid (name) state parent …`; the name may hold anything.
      const [, program, state, parent] = /\((.*)\) (\S) (\d+)/s.exec(read(`/proc/${name}/stat`) ?? '') ?? [];
      const command = read(`/proc/${name}/cmdline`)?.split('\0').join(' ').trim();
      if (program === undefined || command === undefined) return [];
      return [{ pid: Number(name), parent: Number(parent), name: program, state, command }];
    });
}

function listed(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
