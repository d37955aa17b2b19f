import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a tool printed. */
export interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; rejects with everything it printed when it fails or takes too long. */
export async function runTool(
  program: string,
  args: readonly string[],
  cwd: string,
  timeoutMs = 120_000,
): Promise<ToolOutput> {
  try {
    return await run(program, args, { cwd, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    const { stdout, stderr } = cause as ToolOutput;
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`, { cause });
  }
}
