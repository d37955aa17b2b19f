import { afterEach, describe, expect, it } from '@jest/globals';
import { setFfmpegLogListener } from './ffmpeg-log.js';
import { MediaInput } from './input/media-input.js';

describe('the log of FFmpeg', () => {
  afterEach(() => setFfmpegLogListener(undefined));

  it('forwards errors of FFmpeg with passwords masked', async () => {
    const lines: string[] = [];
    await setFfmpegLogListener((line) => lines.push(line));
    await openSomethingRefused();
    expect(lines.join('\n')).toMatch(/refused/i);
    expect(lines.join('\n')).not.toContain('secret');
    expect(lines.every((line) => line === line.trimEnd())).toBe(true);
  });

  it('is silent again without a listener', async () => {
    const lines: string[] = [];
    await setFfmpegLogListener((line) => lines.push(line));
    await setFfmpegLogListener(undefined);
    await openSomethingRefused();
    expect(lines).toEqual([]);
  });
});

async function openSomethingRefused(): Promise<void> {
  const url = 'rtsp://user:secret@127.0.0.1:1/stream';
  const request = { label: 'camera', url, options: {}, live: true, openTimeoutMs: 2000 };
  await MediaInput.open(request, new AbortController().signal).catch(() => undefined);
  // Log lines arrive asynchronously from FFmpeg's thread.
  await new Promise((resolve) => setTimeout(resolve, 50));
}
