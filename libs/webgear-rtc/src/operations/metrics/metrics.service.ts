import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Subscription } from 'rxjs';
import { CLUSTER_TOTALS, type CountsCluster } from '../../cluster/cluster-totals.js';
import { VideoStreamRegistry } from '../../broadcast/video-stream-registry.js';
import { type PeerManager, PEER_MANAGER } from '../../peers/peer-manager.interface.js';
import { REGISTRATION_NAME } from '../../options/resolved-options.token.js';
import { LoopDelay } from '../loop-delay.js';
import { busMetrics } from './bus-metrics.js';
import type { MetricFamily } from './metric-family.js';
import { libraryVersion, processMetrics } from './process-metrics.js';
import { registerIn, type PrometheusRegistry } from './prometheus-registry.js';
import { streamMetrics } from './stream-metrics.js';
import { viewerDrops, viewerMetrics } from './viewer-metrics.js';
import { VIEWER_EVENTS, type ViewerEvents } from '../../peers/peer-registry.js';
import { ViewerTotals } from './viewer-totals.js';
import { writeMetrics, type MetricsFormat } from './write-metrics.js';

/**
 * The metrics of a registration, for Prometheus. They are gathered when they are asked for, from counters that exist anyway.
 *
 * @publicApi
 */
@Injectable()
export class MetricsService implements OnModuleDestroy {
  private readonly viewers = new ViewerTotals();
  private readonly listening = new Subscription();
  private readonly loopDelay = new LoopDelay();
  private version: string | undefined;

  /** @internal */
  constructor(
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
    @Inject(PEER_MANAGER) private readonly peers: PeerManager,
    @Inject(VIEWER_EVENTS) events: ViewerEvents,
    @Inject(REGISTRATION_NAME) private readonly registration: string,
    @Inject(CLUSTER_TOTALS) private readonly cluster: CountsCluster,
  ) {
    this.listening.add(events.departures$.subscribe((departure) => this.viewers.depart(departure)));
    this.listening.add(events.refusals$.subscribe((refusal) => this.viewers.refuse(refusal)));
  }

  /**
   * The metrics now, in the text format of Prometheus or in OpenMetrics: what `GET metrics` answers, for an endpoint of the
   * application's own.
   *
   * @param format `prometheus` by default
   */
  text(format: MetricsFormat = 'prometheus'): string {
    return writeMetrics(this.collect(), format);
  }

  /**
   * Adds the metrics to a registry of prom-client, which the application exposes itself. Several registrations of this module may
   * share a registry; their metrics are told apart by the label `registration`, the `name` of each.
   *
   * @param registry a `Registry` of prom-client 15, or the default `register`
   */
  registerMetrics(registry: PrometheusRegistry): void {
    registerIn(registry, this, () => this.collect());
  }

  /**
   * All metrics now.
   *
   * @internal
   */
  collect(): MetricFamily[] {
    const streams = this.streams.list();
    const peers = this.peers.snapshot();
    const totals = this.viewers.with(
      peers,
      streams.map(({ name }) => name),
    );
    const scraped = streams.map((stream) => ({ stats: stream.stats(), totals: stream.totals() }));
    this.version ??= libraryVersion();
    const families = [
      ...viewerMetrics(peers, totals),
      ...streamMetrics(scraped, viewerDrops(totals)),
      ...busMetrics(this.cluster.totals()),
      ...processMetrics(this.version, this.loopDelay.p99Seconds),
    ];
    return this.registration === ''
      ? families
      : families.map((family) => labelled(family, this.registration));
  }

  /** @internal */
  onModuleDestroy(): void {
    this.listening.unsubscribe();
    this.loopDelay[Symbol.dispose]();
  }
}

function labelled(family: MetricFamily, registration: string): MetricFamily {
  const samples = family.samples.map((sample) => ({
    ...sample,
    labels: { registration, ...sample.labels },
  }));
  return { ...family, samples } as MetricFamily;
}
