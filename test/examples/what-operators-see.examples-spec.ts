import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/support/eventually.js';
import { startExample } from '../support/example-app.js';
import { temporaryFolder } from '../support/unit-host.js';

const timeoutMs = 60_000;

async function read(url: string): Promise<[status: number, text: string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

describe('what the READMEs of the examples promise an operator', () => {
  it(
    '015-sound-level measures the sound of the source, muted or not',
    async () => {
      using folder = temporaryFolder();
      const film = join(folder.path, 'tone.mkv');
      const tone =
        '-f lavfi -i color=black:s=128x96:r=25:d=60 -f lavfi -i sine=f=500:d=60 -c:v libx264 -c:a aac';
      execFileSync('ffmpeg', ['-loglevel', 'error', ...tone.split(' '), film]);
      const before = process.env['SOURCE'];
      process.env['SOURCE'] = film;
      try {
        await using app = await startExample('015-sound-level');
        const { body } = await fetch(`${app.url}/level`);
        let muted = false;
        let text = '';
        for await (const chunk of body ?? []) {
          text += Buffer.from(chunk).toString();
          if (!muted && text.includes('"muted":false')) {
            muted = true;
            await fetch(`${app.url}/level/mute`, { method: 'POST' });
          }
          if (text.includes('"muted":true')) break;
        }
        // FFmpeg's sine has an eighth of the largest amplitude.
        const peaks = [...text.matchAll(/"peakDb":(-?\d+)/g)].map(([, peak]) => Number(peak));
        expect(peaks.length).toBeGreaterThan(1);
        expect(peaks.slice(1).every((peak) => Math.abs(peak + 18) <= 2)).toBe(true);
      } finally {
        if (before === undefined) delete process.env['SOURCE'];
        else process.env['SOURCE'] = before;
      }
    },
    timeoutMs,
  );

  it(
    '016-metrics-and-health tells Prometheus and a health check how it is',
    async () => {
      await using app = await startExample('016-metrics-and-health');
      const [status, health] = await eventually(
        () => read(`${app.url}/health`),
        ([, text]) => text.includes('live'),
        10_000,
      );
      expect([status, JSON.parse(health)]).toMatchObject([
        200,
        { status: 'ok', details: { video: { status: 'up', streams: { default: 'live' } } } },
      ]);
      const [, together] = await read(`${app.url}/metrics`);
      expect(together).toMatch(/^nodejs_heap_size_used_bytes \d+$/m);
      expect(together).toContain('webgear_rtc_stream_state{stream="default",state="live"} 1\n');
      const [, alone] = await read(`${app.url}/camera/metrics`);
      expect(alone).toContain('webgear_rtc_stream_state{stream="default",state="live"} 1\n');
      expect(alone).not.toContain('nodejs_');
    },
    timeoutMs,
  );

  it(
    '018-recording answers an alarm with what has just happened, and lists its files after a stop',
    async () => {
      using folder = temporaryFolder();
      process.env['RECORDINGS'] = folder.path;
      try {
        await using app = await startExample('018-recording');
        const file = join(folder.path, 'alarm.mp4');
        const alarm = await fetch(`${app.url}/alarm`, { method: 'POST' });
        expect([alarm.status, alarm.headers.get('content-type')]).toEqual([201, 'video/mp4']);
        writeFileSync(file, Buffer.from(await alarm.arrayBuffer()));
        const words = '-v error -count_frames -show_entries stream=codec_name,nb_read_frames -of csv=p=0';
        const probed = execFileSync('ffprobe', [...words.split(' '), file]).toString();
        expect(Number(/^h264,(\d+)$/m.exec(probed)?.[1])).toBeGreaterThan(5);
        expect(readdirSync(join(folder.path, 'default'))).toEqual([expect.stringMatching(/\.mp4\.part$/)]);
        await app.stop();
        expect(readdirSync(join(folder.path, 'default'))).toEqual([expect.stringMatching(/Z\.mp4$/)]);
      } finally {
        delete process.env['RECORDINGS'];
      }
    },
    timeoutMs,
  );
});
