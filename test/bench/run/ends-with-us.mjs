const pids = new Set();

process.on('exit', () => {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
});

/**
 * Sees that a process does not outlive this one, which may be interrupted in the middle of anything.
 *
 * @param {number} pid
 * @returns {() => void} to be called when it has ended: its number may be another's then
 */
export function endsWithUs(pid) {
  pids.add(pid);
  return () => pids.delete(pid);
}
