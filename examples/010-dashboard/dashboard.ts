import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { Injectable } from '@nestjs/common';
import type { FrameSource, FrameInput } from 'nestjs-webgear-rtc';
import { drawLineChart } from './line-chart.js';
import { Measurements, type Measurement } from './measurements.js';

const width = 1280;
const height = 720;
const margin = 40;
const font = 'Dashboard Sans';

const curves = [
  { title: 'Processor, of one core', unit: '%', colour: '#ffb454', atLeast: 50, of: scaled('cpu', 100) },
  { title: 'Memory', unit: 'MiB', colour: '#6ee7a8', atLeast: 200, of: scaled('memoryMiB', 1) },
  { title: 'Delay of the event loop', unit: 'ms', colour: '#7ab8ff', atLeast: 50, of: scaled('delayMs', 1) },
];

function scaled(name: keyof Measurement, factor: number): (measurement: Measurement) => number {
  return (measurement) => measurement[name] * factor;
}

/** Draws the measurements whenever a frame is requested. */
@Injectable()
export class Dashboard implements FrameSource {
  private readonly canvas = createCanvas(width, height);

  constructor(private readonly measurements: Measurements) {
    // Many containers have no fonts, and text is not drawn without one.
    const file = '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2';
    GlobalFonts.registerFromPath(createRequire(import.meta.url).resolve(file), font);
  }

  /** Called at the rate of the option `framerate`. */
  read(): FrameInput {
    const context = this.canvas.getContext('2d');
    context.fillStyle = '#12142b';
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#ffffff';
    context.font = `34px ${font}`;
    context.textAlign = 'left';
    context.fillText('This process', margin, 66);
    context.textAlign = 'right';
    context.fillText(new Date().toLocaleTimeString('en-GB'), width - margin, 66);

    const chartHeight = (height - 100 - margin - 20 * (curves.length - 1)) / curves.length;
    curves.forEach(({ of, ...curve }, index) => {
      const values = this.measurements.all.map(of);
      const place = { left: margin, top: 100 + index * (chartHeight + 20), width: width - 2 * margin };
      drawLineChart(context, { ...curve, ...place, values, capacity: 240, height: chartHeight }, font);
    });
    // The canvas's own memory: it is copied before the next frame is requested.
    return { data: this.canvas.data(), width, height, format: 'rgba' };
  }

  stop(): void {}
}
