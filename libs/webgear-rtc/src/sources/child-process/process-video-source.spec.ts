import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RawFrameDecoder } from '../../ffmpeg/decode/raw-frame-decoder.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { stubProgram } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { ProcessVideoSource, type ProcessVideoSourceParts } from './process-video-source.js';
import { RawFrames } from './raw-frames.js';

const clock = new SystemCaptureClock();
const info = { width: 4, height: 2, framerate: 25, live: false };

describe('a source behind a program', () => {
  let folder: TemporaryFolder;
  let source: ProcessVideoSource;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(async () => {
    await source.close();
    await folder[Symbol.asyncDispose]();
  });

  /** Gray frames of 4 x 2 pixels, 8 bytes each. */
  async function program(script: string, parts: Partial<ProcessVideoSourceParts> = {}): Promise<void> {
    const executable = await stubProgram(folder, 'program', script);
    source = new ProcessVideoSource({
      label: 'cam',
      reconnects: false,
      clock,
      openTimeoutMs: 10_000,
      prepare: async () => ({ label: 'cam', executable, args: [], outputFd: 1, remedy: 'Install it' }),
      openFrames: async ({ output }) => {
        const decoder = await RawFrameDecoder.open(info, 'gray');
        return RawFrames.begun({ info, reader: output, decoder, clock });
      },
      ...parts,
    });
  }

  const open = () => source.open(new AbortController().signal);

  async function play(): Promise<number> {
    let count = 0;
    for await (const frame of source.frames()) {
      frame.close();
      count++;
    }
    return count;
  }

  it('that exceeds its time limit fails with its last line, and is ended', async () => {
    await program(`console.error('looking for a sensor'); setInterval(() => {}, 1000);`, {
      // Enough for the program to start and print on a busy machine.
      openTimeoutMs: 3000,
    });
    await expect(open()).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNREACHABLE',
      message: expect.stringContaining('no frame within 3000 ms (looking for a sensor)'),
    });
  });

  it('that exits with 0 before its first frame has no video', async () => {
    await program('');
    await expect(open()).rejects.toMatchObject({ code: 'WGR_SOURCE_NO_VIDEO' });
  });

  it('ends when the program closes its pipe, even if it keeps running', async () => {
    await program(`
      import { closeSync, writeSync } from 'node:fs';
      writeSync(1, Buffer.alloc(24));
      closeSync(1);
      setInterval(() => {}, 1000);`);
    await expect(open()).resolves.toEqual(info);
    await expect(play()).resolves.toBe(3);
  });

  it('can be reopened', async () => {
    await program('process.stdout.write(Buffer.alloc(16));');
    for (let run = 0; run < 2; run++) {
      await open();
      await expect(play()).resolves.toBe(2);
      await source.close();
    }
  });

  it('that is closed while opening is stopped, not failed', async () => {
    await program('setInterval(() => {}, 1000);');
    const opening = open();
    await source.close();
    await expect(opening).rejects.toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
  });

  it('may retry with another command', async () => {
    const lastLines: string[] = [];
    await program(`console.error('no such mode'); process.exit(1);`, {
      shouldRetry: (words) => lastLines.push(...words) === 1,
    });
    await expect(open()).rejects.toThrow(/no such mode/);
    expect(lastLines).toEqual(['no such mode', 'no such mode']);
  });
});
