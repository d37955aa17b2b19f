import { hasHistograms, histogramLines, type Labels, type MetricFamily } from './metric-family.js';

/**
 * A registry of prom-client, as far as it is used here: this library does not import prom-client.
 *
 * @publicApi
 */
export interface PrometheusRegistry {
  /** Adds a metric. */
  registerMetric(metric: never): void;
  /** A metric by its name; `undefined` where it has none. */
  getSingleMetric(name: string): unknown;
}

/** One value as prom-client has it. */
interface RegistryValue {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A metric as a registry of prom-client reads it. */
interface RegistryMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly RegistryValue[];
}

/** What gives metrics to a registry, by its owner. */
type Collectors = Map<object, () => readonly MetricFamily[]>;

const registries = new WeakMap<PrometheusRegistry, Collectors>();

/** The types of prom-client. */
const types: Readonly<Record<MetricFamily['type'], string>> = {
  counter: 'counter',
  gauge: 'gauge',
  info: 'gauge',
  histogram: 'histogram',
  gaugehistogram: 'histogram',
};

/**
 * Adds the families of one owner to a registry. The first adds a metric of each name, the others add samples to these; twice
 * from the same owner is once.
 *
 * @param collect gathers the families, once for each scrape
 */
export function registerIn(
  registry: PrometheusRegistry,
  owner: object,
  collect: () => readonly MetricFamily[],
): void {
  const families = collect();
  const known = registries.get(registry);
  // A registry that has been cleared has forgotten them.
  if (known !== undefined && families.every(({ name }) => registry.getSingleMetric(name) !== undefined)) {
    known.set(owner, collect);
    return;
  }
  const collectors: Collectors = new Map([[owner, collect]]);
  registries.set(registry, collectors);
  const scrape = oncePerTurn(() => [...collectors.values()].flatMap((each) => [...each()]));
  for (const { name, help, type } of families) {
    const metric = new CollectedMetric(name, help, types[type], scrape);
    registry.registerMetric(metric as unknown as never);
  }
}

/** One metric of a registry, whose values are gathered when the registry is read. */
class CollectedMetric {
  /** How prom-client adds up what the workers of a cluster have. */
  readonly aggregator = 'sum';

  /** A registry of OpenMetrics takes the suffix of a counter away. */
  name: string;

  constructor(
    private readonly familyName: string,
    private readonly help: string,
    private readonly type: string,
    private readonly scrape: () => readonly MetricFamily[],
  ) {
    this.name = familyName;
  }

  get(): Promise<RegistryMetric> {
    const { name, help, type, aggregator } = this;
    const families = this.scrape().filter((family) => family.name === this.familyName);
    return Promise.resolve({ name, help, type, aggregator, values: families.flatMap(valuesOf) });
  }

  /** Counters are those of the streams, which are not set back. */
  reset(): void {}
}

function valuesOf(family: MetricFamily): RegistryValue[] {
  if (!hasHistograms(family)) return [...family.samples];
  return family.samples.flatMap(({ labels, histogram }) =>
    histogramLines(histogram).map(({ suffix, bound, value }) => ({
      metricName: `${family.name}_${suffix}`,
      labels: bound === undefined ? labels : withBound(labels, bound),
      value,
    })),
  );
}

function withBound(labels: Labels, bound: number): Readonly<Record<string, string | number>> {
  return { le: bound === Number.POSITIVE_INFINITY ? '+Inf' : bound, ...labels };
}

/** A registry reads its metrics one after the other in one turn of the event loop: they belong to one scrape. */
function oncePerTurn<Result>(collect: () => Result): () => Result {
  let result: { readonly value: Result } | undefined;
  return () => {
    if (result === undefined) {
      result = { value: collect() };
      setImmediate(() => (result = undefined));
    }
    return result.value;
  };
}
