// Run as a program, writes the film: `node film.mjs <path> <bits per second>`.
import { fileURLToPath } from 'node:url';
import { VideoFileWriter } from '../../../libs/webgear-rtc/dist/ffmpeg/encode/video-file-writer.js';
import { paintFrame } from '../../../libs/webgear-rtc/dist/ffmpeg/pixels/planar-frame.js';
import { seededRandom } from '../../support/network/seeded-random.mjs';

const size = { width: 1280, height: 720 };
const framerate = 30;
const seconds = 10;
/** Pixels by which the scene moves per frame. */
const step = 4;
/** Squares that show something else in each frame, so that the encoder needs all of its rate. */
const newSquares = 24;
const squareSide = 64;
/**
 * Writes a film of 1280x720 at 30 frames per second whose encoder reaches 2 Mbit/s: a scene that moves to the left, as a
 * panning camera sees it, with squares that change at once. It repeats without a seam. No B-frames, and a key frame every
 * four seconds, so it can also be sent in passthrough.
 *
 * @param {string} path
 * @param {number} bitrateBps of the film itself; more than what the encoder makes of it, or its errors are what that spends
 *   its bits on
 */
export async function writeFilm(path, bitrateBps) {
  const encoderOptions = {
    b: String(bitrateBps),
    maxrate: String(bitrateBps),
    bufsize: String(bitrateBps / 2),
    preset: 'superfast',
    bf: '0',
    g: String(4 * framerate),
  };
  const writer = await VideoFileWriter.create(path, {
    ...size,
    framerate,
    encoder: 'libx264',
    encoderOptions,
  });
  const random = seededRandom(720);
  const scene = sceneOf(random);
  const plain = new Uint8Array(squareSide).fill(128);
  for (let number = 0; number < seconds * framerate; number += 1) {
    const frame = await paintFrame(size.width, size.height, 0, (luma, blue, red) => {
      drawScene(scene, number, luma);
      blue.data.fill(112);
      red.data.fill(136);
      for (let square = 0; square < newSquares; square += 1) drawSquare(scene, random, luma, blue, plain);
    });
    await writer.write(frame);
    frame.close();
  }
  await writer.close();
}

/** Smooth noise on several scales, repeated after the way that the scene moves in the whole film. */
function sceneOf(random) {
  const width = seconds * framerate * step;
  const stride = width + size.width;
  const luma = new Uint8Array(stride * size.height);
  const layers = [40, 16, 6].map((cell, layer) =>
    gridOf(random, width / cell, size.height, cell, [60, 35, 20][layer]),
  );
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      luma[y * stride + x] = 126 + layers.reduce((sum, valueAt) => sum + valueAt(x, y), 0);
    }
    luma.copyWithin(y * stride + width, y * stride, y * stride + size.width);
  }
  return { luma, stride, width };
}

/** Random values on a grid, linear between them. */
function gridOf(random, columns, height, cell, amplitude) {
  const rows = Math.ceil(height / cell) + 1;
  const values = Float32Array.from({ length: columns * rows }, () => (random.next() - 0.5) * amplitude);
  return (x, y) => {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    const [right, down] = [x / cell - column, y / cell - row];
    const next = (column + 1) % columns;
    const above = values[row * columns + column] * (1 - right) + values[row * columns + next] * right;
    const below =
      values[(row + 1) * columns + column] * (1 - right) + values[(row + 1) * columns + next] * right;
    return above * (1 - down) + below * down;
  };
}

function drawScene({ luma, stride }, number, plane) {
  for (let y = 0; y < size.height; y += 1) {
    const from = y * stride + number * step;
    plane.data.set(luma.subarray(from, from + size.width), y * plane.stride);
  }
}

/** A piece of the scene from another place. */
function drawSquare({ luma, stride, width }, random, plane, chroma, plain) {
  const [toX, toY] = [
    evenBelow(random, size.width - squareSide),
    evenBelow(random, size.height - squareSide),
  ];
  const [fromX, fromY] = [evenBelow(random, width), evenBelow(random, size.height - squareSide)];
  for (let row = 0; row < squareSide; row += 1) {
    const from = (fromY + row) * stride + fromX;
    plane.data.set(luma.subarray(from, from + squareSide), (toY + row) * plane.stride + toX);
  }
  for (let row = 0; row < squareSide / 2; row += 1) {
    chroma.data.set(plain.subarray(0, squareSide / 2), (toY / 2 + row) * chroma.stride + toX / 2);
  }
}

const evenBelow = (random, limit) => 2 * Math.floor((random.next() * limit) / 2);

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFilm(process.argv[2], Number(process.argv[3]));
