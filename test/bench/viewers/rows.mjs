const mib = 2 ** 20;

/** Two standard errors to each side, where there are any. */
function around(value, error) {
  return Number.isFinite(error) ? { range: [value - 2 * error, value + 2 * error] } : {};
}

const full = ({ fullAt }) => (fullAt === undefined ? '' : `, full at ${fullAt}`);

/** @typedef {ReturnType<import('./judge-ladder.mjs').judgeLadder>} Judged */

/**
 * The rows of what viewers cost.
 *
 * @param {{ ours: Judged, theirs: Judged | undefined }} judged
 * @returns {import('../report/verdict.mjs').Row[]}
 */
export function viewerRows({ ours, theirs }) {
  const { cpuPercent: cpu, memoryBytes: memory, voidBecause } = ours;
  const said = (line, text) => {
    if (theirs === undefined) return 'VidGear is not installed here';
    if (Number.isNaN(theirs[line].slope)) return 'VidGear was full before that could be told';
    return `VidGear ${text(theirs[line])}${theirs.voidBecause === undefined ? '' : ` (_void_: ${theirs.voidBecause})`}`;
  };
  return [
    {
      id: 'viewer-cpu',
      title: `a viewer of 720p30 at 2 Mb/s, of a core${full(ours)}`,
      value: cpu.slope,
      ...around(cpu.slope, cpu.slopeError),
      unit: '%',
      digits: 3,
      beside: said('cpuPercent', ({ slope }) => `${slope.toFixed(1)} %${full(theirs)}`),
      voidBecause,
    },
    {
      id: 'times-vidgear',
      title: 'times cheaper a viewer than with VidGear',
      value: theirs === undefined ? Number.NaN : theirs.cpuPercent.slope / cpu.slope,
      unit: '',
      digits: 0,
      voidBecause:
        theirs === undefined ? 'VidGear is not installed here' : (voidBecause ?? theirs.voidBecause),
    },
    {
      id: 'base-cpu',
      title: 'a film to H.264, no viewer counted, of a core',
      value: cpu.intercept,
      ...around(cpu.intercept, cpu.interceptError),
      unit: '%',
      digits: 1,
      beside: said('cpuPercent', ({ intercept }) => `${intercept.toFixed(1)} %`),
      voidBecause,
    },
    {
      id: 'base-memory',
      title: 'memory with the stream running',
      value: memory.intercept / mib,
      ...around(memory.intercept / mib, memory.interceptError / mib),
      unit: 'MiB',
      digits: 0,
      beside: said('memoryBytes', ({ intercept }) => `${(intercept / mib).toFixed(0)} MiB`),
      voidBecause,
    },
    {
      id: 'viewer-memory',
      title: 'memory for each viewer more',
      value: memory.slope / 1000,
      ...around(memory.slope / 1000, memory.slopeError / 1000),
      unit: 'kB',
      digits: 0,
      beside: said('memoryBytes', ({ slope }) => `${(slope / 1000).toFixed(0)} kB`),
      voidBecause,
    },
  ];
}

/**
 * The same to draw.
 *
 * @param {{ ours: Judged, theirs: Judged | undefined }} judged
 */
export function viewerLines({ ours, theirs }) {
  const list = [{ name: 'webgear-rtc', kind: 'ours', points: ours.points }];
  if (theirs !== undefined && theirs.points.length > 0)
    list.push({ name: `VidGear${full(theirs)}`, kind: 'others', points: theirs.points });
  return { list, note: ours.voidBecause };
}
