import type { BusTotals } from './counted-connection.js';

/** What is counted of the broker and of what goes through it. */
export interface ClusterTotals {
  readonly bus: BusTotals;
  /** Streams of which this process is the origin. */
  readonly published: readonly { readonly name: string; readonly edges: number }[];
  /** Streams of other machines. */
  readonly received: readonly {
    readonly name: string;
    readonly framesReceived: number;
    readonly framesLost: number;
    readonly framesIncomplete: number;
  }[];
}

/** Who counts it. */
export interface CountsCluster {
  /** What is counted since the broker was there first; `undefined` before, and for this machine alone. */
  totals(): ClusterTotals | undefined;
}

/** Injects the {@link CountsCluster} of a registration. */
export const CLUSTER_TOTALS = Symbol('WebGearRtcClusterTotals');

/** Who knows whether a process may not have heard yet of a stream of the cluster. */
export interface DiscoversStreams {
  readonly isDiscovering: boolean;
}

/** Injects the {@link DiscoversStreams} of a registration. */
export const CLUSTER_DISCOVERY = Symbol('WebGearRtcClusterDiscovery');
