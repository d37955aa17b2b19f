import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
const kib = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);

/** A process and those it has started. */
function treeOf(pid) {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(/\s+/).filter(Boolean);
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

function socketsOf(pid) {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

/**
 * What a process and those it has started use now. Shared memory, such as the code of Node, counts in parts.
 *
 * @param {number} pid
 */
export function usageOf(pid) {
  const usage = { processes: 0, memoryMiB: 0, threads: 0, sockets: 0 };
  for (const each of treeOf(pid)) {
    const [, fields = ''] = /^.*\) (.*)$/s.exec(read(`/proc/${each}/stat`)) ?? [];
    const values = fields.split(' ').map(Number);
    usage.processes += 1;
    usage.threads += values[17];
    usage.memoryMiB += kib(read(`/proc/${each}/smaps_rollup`), 'Pss') / 1024;
    usage.sockets += socketsOf(each);
  }
  return usage;
}
