import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { stubProgram } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { MediaProcess } from './media-process.js';
import { until } from '../../testing/until.js';

describe('a program that writes frames', () => {
  let folder: TemporaryFolder;
  let program: MediaProcess | undefined;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(async () => {
    await program?.close();
    await folder[Symbol.asyncDispose]();
  });

  async function start(script: string, outputFd: 1 | 3 = 1): Promise<MediaProcess> {
    const executable = await stubProgram(folder, 'program', script);
    program = await MediaProcess.start({
      label: 'cam',
      executable,
      args: [],
      outputFd,
      remedy: 'Install it',
    });
    return program;
  }

  it('that is missing is an error that says what to install', async () => {
    const starting = MediaProcess.start({
      label: 'cam',
      executable: 'no-such-program',
      args: [],
      outputFd: 1,
      remedy: 'Install it: apt-get install it',
    });
    await expect(starting).rejects.toMatchObject({
      code: 'WGR_PROGRAM_MISSING',
      message:
        '"cam" needs the program "no-such-program", which was not found. Install it: apt-get install it.',
    });
  });

  it('is given its input, which stays open, and its own environment', async () => {
    const script = `
      process.stdin.on('data', (text) => console.log(String(text) + process.env.WANTED + process.env.HOME));
      process.stdin.on('end', () => console.log('end'));`;
    const executable = await stubProgram(folder, 'program', script);
    const env = { PATH: process.env['PATH'], WANTED: 'given' };
    const command = { label: 'cam', executable, args: [], outputFd: 1, remedy: 'Install it' } as const;
    program = await MediaProcess.start({ ...command, input: 'order ', env });
    await expect(program.output.readLine(100)).resolves.toBe('order givenundefined');
    const more = await Promise.race([program.output.readLine(100), sleep(200, 'nothing')]);
    expect(more).toBe('nothing');
  });

  it('is read in whole pieces, and a torn one at the end is none', async () => {
    const { output } = await start(
      `for (const size of [3, 5, 4]) { process.stdout.write(Buffer.alloc(size, size)); await new Promise((r) => setTimeout(r, 20)); }`,
    );
    await expect(output.read(5)).resolves.toEqual(Buffer.from([3, 3, 3, 5, 5]));
    await expect(output.read(5)).resolves.toEqual(Buffer.from([5, 5, 5, 4, 4]));
    await expect(output.read(5)).resolves.toBeUndefined();
  });

  it('may write to a separate pipe and print as well', async () => {
    const { output } = await start(
      `import { writeSync } from 'node:fs'; console.log('hello'); writeSync(3, 'pixels');`,
      3,
    );
    await expect(output.read(6)).resolves.toEqual(Buffer.from('pixels'));
  });

  it('can be read to the end after it has exited', async () => {
    const hasty = await start(`import { writeSync } from 'node:fs'; writeSync(3, 'pixels');`, 3);
    await hasty.ended;
    await expect(hasty.output.read(6)).resolves.toEqual(Buffer.from('pixels'));
  });

  it('is blocked while nobody reads', async () => {
    const progress = folder.file('progress');
    const { output } = await start(`
      import { writeFileSync } from 'node:fs';
      const piece = Buffer.alloc(65536);
      for (let written = 0; ; written += piece.length) {
        writeFileSync(${JSON.stringify(progress)}, String(written));
        if (!process.stdout.write(piece)) await new Promise((done) => process.stdout.once('drain', done));
      }`);
    await output.read(65_536);
    // Empty for the moment in which the program rewrites it.
    let before = 'not read';
    // Pipes fill within milliseconds; one that does not stand still grows without an end.
    await until('the program to stand still', async () => {
      const last = before;
      before = await readFile(progress, 'utf8');
      await sleep(100);
      return before !== '' && before === last;
    });
    await sleep(300);
    await expect(readFile(progress, 'utf8')).resolves.toBe(before);
    expect(Number(before)).toBeLessThan(2_000_000);
  });

  it('fails with its last lines, with passwords masked', async () => {
    const failing = await start(`
      for (let line = 0; line < 50; line++) console.error('line ' + line);
      console.error('cannot open rtsp://user:secret@camera.local/1?token=abc');
      process.exitCode = 3;`);
    const error = await failing.failure();
    expect(error.code).toBe('WGR_SOURCE_FAILED');
    expect(error.message).toContain(
      'ended with exit code 3: cannot open rtsp://***@camera.local/1?token=***',
    );
    const { message } = error.cause as Error;
    expect(message.split('\n')).toHaveLength(24);
    expect(message).not.toContain('secret');
  });

  it('is ended with all its children, also if it ignores SIGTERM', async () => {
    const stubborn = await start(`
      import { spawn } from 'node:child_process';
      process.on('SIGTERM', () => {});
      const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]);
      child.once('spawn', () => process.stdout.write(String(child.pid).padStart(10)));
      setInterval(() => {}, 1000);`);
    const childPid = Number(await stubborn.output.read(10));
    expect(isRunning(childPid)).toBe(true);
    const startedAt = Date.now();
    await stubborn.close();
    expect(Date.now() - startedAt).toBeLessThan(1500);
    await until('the child of the program to be gone', () => !isRunning(childPid), 1000);
    expect(isRunning(childPid)).toBe(false);
  });

  it('that handles SIGTERM ends before the grace period', async () => {
    const polite = await start(`process.stdout.write('x'); setInterval(() => {}, 1000);`);
    await polite.output.read(1);
    const startedAt = Date.now();
    await polite.close();
    expect(Date.now() - startedAt).toBeLessThan(400);
    await expect(polite.ended).resolves.toMatchObject({ signal: 'SIGTERM' });
  });
});

/** A zombie process is not running. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}
