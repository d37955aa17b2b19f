import type { SKRSContext2D } from '@napi-rs/canvas';

/** A curve to draw, and where. */
export interface LineChart {
  readonly title: string;
  readonly unit: string;
  readonly colour: string;
  readonly values: readonly number[];
  /** Number of values across the width of the chart. */
  readonly capacity: number;
  /** The top of the chart is at least this. */
  readonly atLeast: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Space beside the curve for its latest value. */
const VALUE_WIDTH = 260;

/** Draws a curve with its title and its latest value. */
export function drawLineChart(canvas: SKRSContext2D, chart: LineChart, font: string): void {
  const { title, unit, colour, values, capacity, left, top, width, height } = chart;
  const highest = Math.max(chart.atLeast, ...values);
  const x = (index: number): number =>
    left + (width - VALUE_WIDTH) * (1 - (values.length - 1 - index) / (capacity - 1));
  const y = (value: number): number => top + height * (1 - value / highest);

  canvas.fillStyle = '#20254a';
  canvas.fillRect(left, top, width, height);
  canvas.strokeStyle = colour;
  canvas.lineWidth = 4;
  canvas.lineJoin = 'round';
  canvas.beginPath();
  values.forEach((value, index) => canvas.lineTo(x(index), y(value)));
  canvas.stroke();

  canvas.fillStyle = '#c8cdf0';
  canvas.font = `26px ${font}`;
  canvas.textAlign = 'left';
  canvas.fillText(title, left + 20, top + 40);
  canvas.fillStyle = colour;
  canvas.font = `44px ${font}`;
  canvas.textAlign = 'right';
  canvas.fillText(`${Math.round(values.at(-1) ?? 0)} ${unit}`, left + width - 20, top + height / 2 + 16);
}
