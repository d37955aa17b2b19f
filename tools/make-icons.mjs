// Makes the PNG icons of the pages from `templates/static/img/icon.svg`: for browsers and home screens that take no SVG.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';

const images = fileURLToPath(new URL('../templates/static/img/', import.meta.url));
const drawing = readFileSync(`${images}icon.svg`, 'utf8');

/** `isFull`: without rounded corners, which the system cuts itself. */
const icons = [
  { name: 'favicon-32x32', size: 32 },
  { name: 'icon-180', size: 180, isFull: true },
  { name: 'icon-192', size: 192, isFull: true },
  { name: 'icon-512', size: 512, isFull: true },
];

for (const { name, size, isFull } of icons) {
  const svg = isFull ? drawing.replace(/ rx="\d+"/, '') : drawing;
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
  const canvas = createCanvas(size, size);
  canvas.getContext('2d').drawImage(await loadImage(Buffer.from(sized)), 0, 0, size, size);
  const png = canvas.toBuffer('image/png');
  writeFileSync(`${images}${name}.png`, png);
  process.stdout.write(`${name}.png  ${png.length} bytes\n`);
}
