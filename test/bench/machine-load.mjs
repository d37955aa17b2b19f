import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

// What Linux counts processor time in, wherever Node runs.
const ticksPerSecond = 100;
const onLinux = process.platform === 'linux';

/** Fields of /proc/PID/stat behind the name, which may hold anything. */
function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function descendants(root) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(statOf(name)[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** CPU seconds a process has used, and all it has started, those that have ended meanwhile too. */
export function cpuSeconds(pid) {
  if (!onLinux) return Number.NaN;
  let ticks = 0;
  for (const member of descendants(pid)) {
    try {
      const fields = statOf(member);
      // Its own time in both modes, and that of its ended children.
      for (const field of fields.slice(11, 15)) ticks += Number(field);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / ticksPerSecond;
}

function machineTicks() {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0];
  const [user, nice, system, idle, ioWait, irq, softIrq, steal] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { total: user + nice + system + idle + ioWait + irq + softIrq + steal, idle: idle + ioWait, steal };
}

/**
 * Watches the machine and some processes from now on.
 *
 * @param {Record<string, number>} pids by name
 * @returns {() => { idle: number, steal: number, cpu: Record<string, number> }} shares of the whole machine that nobody used
 *   and that its host used for others, and how many cores each process took
 */
export function watchLoad(pids) {
  if (!onLinux) return () => ({ idle: Number.NaN, steal: Number.NaN, cpu: {} });
  const before = machineTicks();
  const used = (pid) => cpuSeconds(pid);
  const usedBefore = Object.entries(pids).map(([name, pid]) => [name, pid, used(pid)]);
  return () => {
    const after = machineTicks();
    const total = after.total - before.total;
    const seconds = total / ticksPerSecond / availableParallelism();
    return {
      idle: (after.idle - before.idle) / total,
      steal: (after.steal - before.steal) / total,
      cpu: Object.fromEntries(usedBefore.map(([name, pid, cpu]) => [name, (used(pid) - cpu) / seconds])),
    };
  };
}
