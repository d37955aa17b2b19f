import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VideoFileWriter } from '../../../libs/webgear-rtc/dist/ffmpeg/encode/video-file-writer.js';
import { BarcodeFrame } from '../../../libs/webgear-rtc/dist/sources/barcode/barcode-frame.js';

/** Frames per second of the film. */
export const framerate = 30;
const size = { width: 1280, height: 720 };
const seconds = 10;
// Longer than any server is watched.
const repetitions = 20;

/** As cameras encode, and every browser decodes: without B-frames. */
export const liveEncoding = { profile: 'baseline', bf: '0', g: '60', maxrate: '2000000', bufsize: '1000000' };

/**
 * Writes what every server is to show: a moving scene of 1280x720, in H.264 of 2 Mb/s as an editor makes it.
 *
 * @param {string} folder
 * @param {Record<string, string>} encoding options of libx264 besides the rate
 * @returns {Promise<string>} its path
 */
export async function writeFilm(folder, encoding = {}) {
  const path = join(folder, 'film.ts');
  const encoderOptions = { b: '2000000', ...encoding };
  const writer = await VideoFileWriter.create(path, {
    ...size,
    framerate,
    encoder: 'libx264',
    encoderOptions,
  });
  const barcode = new BarcodeFrame(size);
  for (let number = 0; number < seconds * framerate; number += 1) {
    const frame = await barcode.draw(number, number, 0);
    await writer.write(frame);
    frame.close();
  }
  barcode.close();
  await writer.close();
  return path;
}

/**
 * The same film many times over, for servers that do not start again at its end: pieces of a transport stream may stand one
 * behind the other.
 *
 * @param {string} path of the film
 * @returns {string} its path
 */
export function repeatFilm(path) {
  const long = path.replace(/\.ts$/, '-long.ts');
  const once = readFileSync(path);
  writeFileSync(long, Buffer.concat(Array.from({ length: repetitions }, () => once)));
  return long;
}
