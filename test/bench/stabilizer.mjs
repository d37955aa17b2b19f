// Measures the stabiliser of the built library on a clip whose shaking is known, and draws docs/images/stabilise-*.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { copyToPlanarImage } from '../../libs/webgear-rtc/dist/ffmpeg/pixels/planar-image-copy.js';
import { VideoFileWriter } from '../../libs/webgear-rtc/dist/ffmpeg/encode/video-file-writer.js';
import { SystemCaptureClock } from '../../libs/webgear-rtc/dist/media/capture-clock.js';
import { FrameStabilizer } from '../../libs/webgear-rtc/dist/pipeline/stabilizer/frame-stabilizer.js';
import { createVideoSource } from '../../libs/webgear-rtc/dist/sources/create-video-source.js';
import { resolveOptions } from '../../libs/webgear-rtc/dist/options/resolve-options.js';
import { jitterOf, ShakyScene } from '../../libs/webgear-rtc/dist/testing/shaky-scene.js';
import { summary } from './percentiles.mjs';

const images = new URL('../../docs/images/', import.meta.url);
const size = { width: 1280, height: 720 };
const count = 200;
const scene = new ShakyScene({ ...size, count, jitter: 12, pan: 2 });
const settings = { smoothingRadius: 25, borderSize: 0, cropAndZoom: false, borderType: 'black' };

/** The clip as a camera would have stored it: H.264 at 25 frames per second. */
async function writeClip(path) {
  const writer = await VideoFileWriter.create(path, { ...size, framerate: 25, encoder: 'libx264' });
  for (let index = 0; index < count; index++) {
    const frame = await scene.film(index);
    await writer.write(frame);
    frame.close();
  }
  await writer.close();
}

async function steadyClip(path) {
  const [options] = resolveOptions({ source: path, stabilize: true }).streams.values();
  const source = createVideoSource({ ...options, clock: new SystemCaptureClock() });
  const stabilizer = new FrameStabilizer(settings, (error) => {
    throw error;
  });
  const steady = [];
  const rows = { before: [], after: [] };
  const times = [];
  await source.open(new AbortController().signal);
  let busyUs = 0;
  for await (const frame of source.frames()) {
    rows.before.push(middleRow(await copyToPlanarImage(frame)));
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const result = await stabilizer.stabilize(frame);
    times.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(cpuBefore);
    if (times.length > 50) busyUs += user + system;
    frame.close();
    if (result === undefined) continue;
    const image = await copyToPlanarImage(result);
    result.close();
    steady.push(scene.locate(image.data, scene.intended[steady.length]));
    rows.after.push(middleRow(image));
  }
  await stabilizer.close();
  await source.close();
  return { steady, rows, times: times.slice(50), cpuMs: busyUs / 1000 / (times.length - 50) };
}

/** Every other pixel of the middle row. */
function middleRow({ data, width, height }) {
  const row = data.subarray((width * height) / 2, (width * height) / 2 + width);
  return Uint8Array.from({ length: width / 2 }, (_, x) => row[2 * x]);
}

/** A grey PNG. */
function png(rows) {
  const chunk = (type, body) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const typed = Buffer.concat([Buffer.from(type), body]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(rows[0].length, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const lines = Buffer.concat(rows.flatMap((row) => [Buffer.of(0), row]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = deflateSync(lines, { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', body),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The CRC of PNG (its annex D); `zlib.crc32` is not in Node 20.19. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function curve(filmed, steady, intended) {
  const left = 56;
  const [width, height, middle, scale] = [720, 300, 150, 8];
  const off = (points) =>
    points
      .map(({ y }, index) => {
        const x = left + (index * (width - left - 16)) / (points.length - 1);
        return `${x.toFixed(1)},${(middle + scale * (y - intended[index].y)).toFixed(1)}`;
      })
      .join(' ');
  const label = (x, y, text, more = '') => `<text x="${x}" y="${y}" ${more}>${text}</text>`;
  const grid = [-12, 0, 12].map((pixels) => {
    const y = middle + scale * pixels;
    return `<path d="M${left} ${y}H${width - 16}" stroke="#8886"/>${label(left - 8, y + 4, `${-pixels} px`, 'text-anchor="end"')}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#777">
<title>Deviation of each frame from the intended path, before and after</title>
${grid.join('\n')}
<polyline points="${off(filmed)}" fill="none" stroke="#d9822b" stroke-width="1"/>
<polyline points="${off(steady)}" fill="none" stroke="#2b6cd9" stroke-width="2"/>
${label(left, 22, 'filmed', 'fill="#d9822b"')}
${label(left + 50, 22, 'steadied', 'fill="#2b6cd9"')}
${label(width - 16, height - 10, `${filmed.length} frames, 25 per second`, 'text-anchor="end"')}
</svg>
`;
}

const folder = mkdtempSync(join(tmpdir(), 'stabilizer-bench-'));
try {
  const path = join(folder, 'shaky.mp4');
  await writeClip(path);
  const { steady, rows, times, cpuMs } = await steadyClip(path);
  // Where the window reaches over the beginning there is less to average over.
  const from = settings.smoothingRadius;
  const intended = scene.intended.slice(from, steady.length);
  const filmed = scene.filmed.slice(from, steady.length);
  const before = jitterOf(filmed, intended);
  const after = jitterOf(steady.slice(from), intended);
  const reduction = (100 * (1 - after / before)).toFixed(1);
  const pixels = (value) => `${value.toFixed(2)} px`;
  process.stdout.write(`jitter: ${pixels(before)} before, ${pixels(after)} after: ${reduction} % less\n`);
  process.stdout.write(`${summary(`a frame of ${size.width}×${size.height}`, times)}\n`);
  process.stdout.write(`CPU time for each: ${cpuMs.toFixed(1)} ms\n`);
  writeFileSync(new URL('stabilise-curve.svg', images), curve(filmed, steady.slice(from), intended));
  writeFileSync(new URL('stabilise-before.png', images), png(rows.before.slice(from, steady.length)));
  writeFileSync(new URL('stabilise-after.png', images), png(rows.after.slice(from)));
} finally {
  rmSync(folder, { recursive: true });
}
