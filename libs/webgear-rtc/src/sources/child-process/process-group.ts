import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time for a program to exit after SIGTERM. */
const TERM_GRACE_MS = 500;

const POLL_MS = 20;

/** Leaders of running groups, killed when this process exits. */
const running = new Set<number>();

function killAll(): void {
  for (const leaderPid of running) signalGroup(leaderPid, 'SIGKILL');
}

/** Registers a program that was spawned as leader of its own group (`detached`). */
export function noteGroup(leaderPid: number): void {
  if (running.size === 0) process.once('exit', killAll);
  running.add(leaderPid);
}

/** Ends a program and its children: SIGTERM first, SIGKILL after half a second. */
export async function endGroup(leaderPid: number): Promise<void> {
  if (process.platform === 'win32') await endTree(leaderPid);
  else {
    signalGroup(leaderPid, 'SIGTERM');
    for (let waitedMs = 0; waitedMs < TERM_GRACE_MS && signalGroup(leaderPid, 0); waitedMs += POLL_MS) {
      await sleep(POLL_MS);
    }
    signalGroup(leaderPid, 'SIGKILL');
  }
  running.delete(leaderPid);
  if (running.size === 0) process.removeListener('exit', killAll);
}

/** @returns whether the group has a process left */
function signalGroup(leaderPid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(process.platform === 'win32' ? leaderPid : -leaderPid, signal);
  } catch {
    return false;
  }
}

/** Windows has no process groups; `taskkill` walks the tree. */
async function endTree(pid: number): Promise<void> {
  const killer = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  await new Promise<void>((resolve) => {
    killer.once('error', () => resolve());
    killer.once('exit', () => resolve());
  });
}
