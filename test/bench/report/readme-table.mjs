import { figure, markdownLines, withUnit } from './table.mjs';

/** The rows people decide by, in their words. */
const shown = [
  { id: 'launch', title: 'launch to the first HTTP 200' },
  { id: 'join-p50', title: '`createOffer` to the first frame on screen, p50' },
  { id: 'join-first', title: 'the same, first after a start' },
  {
    id: 'delay-p50',
    title: 'from the camera until the page is given the frame, at 30 frames per second, p50',
  },
  { id: 'delay-p99', title: 'the same, p99' },
  { id: 'delay-screen', title: 'from the camera to the screen, p50' },
  { id: 'eta-native', title: 'processor time of a packet to a viewer', detailed: true },
  { id: 'times-werift', title: 'times cheaper per packet than `RTCRtpSender.sendRtp` of werift' },
  { id: 'times-node-datachannel', title: 'times cheaper per packet than libdatachannel (native)' },
  { id: 'viewer-cpu', title: 'a viewer of 720p30 at 2 Mbit/s, of a core' },
  { id: 'base-memory', title: 'memory with the stream running' },
  { id: 'viewer-memory', title: 'memory of each further viewer' },
];

/** A figure that stands in the reference as a side note of another. */
const packetTime = /^(?<time>[\d.]+ µs) a packet; floor (?<floor>[\d.]+ µs)$/;

/**
 * The figures of a run for the README. A row that the run's own rules call void is left out, and so is what was measured
 * beside a row where that is void.
 *
 * @param {readonly import('./verdict.mjs').Row[]} rows
 */
export function readmeTable(rows) {
  const valid = shown.flatMap(({ id, title, detailed = false }) => {
    const row = rows.find((candidate) => candidate.id === id && candidate.voidBecause === undefined);
    return row === undefined ? [] : [detailed ? packetCells(title, row) : cells(title, row)];
  });
  return markdownLines([['what', 'figure', 'reference, in the same run'], ...valid]);
}

function cells(title, { value, unit, digits, beside = '' }) {
  return [title, withUnit(figure(value, digits), unit), beside.includes('_void_') ? '' : beside];
}

function packetCells(title, { beside = '' }) {
  const { time = '–', floor = '–' } = packetTime.exec(beside)?.groups ?? {};
  return [title, time, `encryption and system call alone: ${floor}`];
}
