import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readBarcode } from '../../../libs/webgear-rtc/dist/sources/barcode/barcode-layout.js';
import { endsWithUs } from '../run/ends-with-us.mjs';

const looksPerSecond = 250;
/** What is kept of the strip in which the time is drawn: as wide as the reader of the code takes it. */
const strip = { width: 640, height: 48 };
const stripBytes = strip.width * strip.height;

/**
 * Looks at a screen of X11 far more often than it changes, and tells when each frame of `test:barcode` was first on it.
 *
 * @param {string} display
 * @param {{ x: number, y: number, width: number }} video where it is on the screen
 */
export function watchScreen(display, video) {
  const even = (pixels) => 2 * Math.round(pixels / 2);
  const size = `${even(video.width)}x${even((video.width * strip.height) / strip.width)}`;
  const input = `-f x11grab -draw_mouse 0 -framerate ${looksPerSecond} -video_size ${size}`;
  const from = `${display}.0+${Math.round(video.x)},${Math.round(video.y)}`;
  const filters = `showinfo,scale=${strip.width}:${strip.height}:flags=area,format=gray`;
  const output = `-vf ${filters} -fps_mode passthrough -f rawvideo -`;
  const words = `-hide_banner -nostats -copyts ${input} -i ${from} ${output}`;
  const ffmpeg = spawn('ffmpeg', words.split(' '), { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = endsWithUs(ffmpeg.pid);
  const timesMs = [];
  const capturedMs = [];
  let said = '';
  ffmpeg.stderr.setEncoding('utf8').on('data', (text) => {
    const lines = (said + text).split('\n');
    said = lines.pop();
    // The time of the wall clock at which it looked, in microseconds.
    for (const line of lines) {
      const time = / pts: *(\d+) /.exec(line);
      if (time !== null) timesMs.push(Number(time[1]) / 1000);
    }
  });
  let rest = Buffer.alloc(0);
  ffmpeg.stdout.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (; rest.length >= stripBytes; rest = rest.subarray(stripBytes))
      capturedMs.push(readBarcode({ ...strip, stride: strip.width, data: rest }));
  });
  return {
    /** @returns {Promise<Map<number, number>>} time at which a frame was first seen, by the time that is drawn into it */
    async end() {
      const closed = once(ffmpeg, 'close');
      ffmpeg.kill('SIGINT');
      await closed;
      ended();
      const seen = new Map();
      for (const [look, captured] of capturedMs.entries())
        if (captured !== undefined && !seen.has(captured)) seen.set(captured, timesMs[look]);
      return seen;
    },
  };
}
