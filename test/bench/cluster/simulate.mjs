/** Constants and where each was measured. */
const constants = {
  viewersPerCore: [1 / 0.0009, '0.09 % of a core a viewer of 720p, docs/reference/performance.md'],
  coresPerEdge: [4, 'assumed'],
  shareUsed: [0.7, 'assumed: the rest is for joins and for the loss of another edge'],
  networkBps: [10e9, 'assumed: what an edge and a broker can send'],
  streamBps: [2e6, 'the rate of one rendition'],
  framerate: [30, 'of the streams'],
  cameras: [10, 'assumed; each is watched at each edge'],
  edgesPerSite: [20, 'assumed: one leaf node of the broker for so many'],
};

/**
 * What clusters of several sizes need, in lines of text.
 *
 * @param {{ originUs: number; edgeUs: number; delayMs: number }} measured CPU of a message, and the delay that a broker adds
 */
export function* simulate(measured) {
  yield '';
  yield 'Constants:';
  for (const [name, [value, source]] of Object.entries(constants))
    yield `  ${name} = ${Number(value.toPrecision(4))}: ${source}`;
  yield `  originUs = ${measured.originUs.toFixed(0)}, edgeUs = ${measured.edgeUs.toFixed(0)}, delayMs = ${measured.delayMs.toFixed(2)}: this run`;
  for (const viewers of [1e3, 1e4, 1e5, 1e6]) yield lineOf(viewers, clusterFor(viewers, measured));
}

/** Machines, egress and delay of a cluster for so many viewers. */
export function clusterFor(viewers, { originUs, edgeUs, delayMs }) {
  const [perCore, cores, share, network, rate, framerate, cameras, edgesPerSite] = Object.values(
    constants,
  ).map(([value]) => value);
  const receiveCores = (cameras * framerate * edgeUs) / 1e6;
  const byCpu = (cores * share - receiveCores) * perCore;
  const byNetwork = (network * share) / rate;
  const edges = Math.ceil(viewers / Math.min(byCpu, byNetwork));
  const sites = Math.ceil(edges / edgesPerSite);
  // A leaf node gets each stream once, and an edge of a single site asks the first broker itself.
  const hops = sites > 1 ? 2 : 1;
  return {
    edges,
    sites,
    brokerBps: cameras * rate * (sites > 1 ? sites : edges),
    originCores: (cameras * framerate * originUs) / 1e6,
    delayMs: hops * delayMs,
  };
}

function lineOf(viewers, { edges, sites, brokerBps, originCores, delayMs }) {
  return (
    `${String(viewers).padStart(8)} viewers: ${edges} edges at ${sites} sites, broker sends ${(brokerBps / 1e6).toFixed(0)} Mbit/s, ` +
    `origins ${originCores.toFixed(2)} cores for publishing, ${delayMs.toFixed(1)} ms added, without distance`
  );
}
