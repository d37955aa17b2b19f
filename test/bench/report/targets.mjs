/**
 * What is to be reached, by the row of the table: what must be, and what would be better still.
 *
 * @typedef {{ better: 'lower' | 'higher', must: number, stretch?: number }} Target
 * @type {Readonly<Record<string, Target>>}
 */
export const targets = {
  'eta-dgram': { better: 'higher', must: 0.15 },
  'eta-native': { better: 'higher', must: 0.15, stretch: 0.35 },
  'times-node-datachannel': { better: 'higher', must: 1 },
  'viewer-cpu': { better: 'lower', must: 0.15, stretch: 0.06 },
  'times-vidgear': { better: 'higher', must: 200, stretch: 500 },
  'base-cpu': { better: 'lower', must: 16 },
  'base-memory': { better: 'lower', must: 250 },
  'viewer-memory': { better: 'lower', must: 300 },
  launch: { better: 'lower', must: 700 },
  'join-p50': { better: 'lower', must: 120 },
  'join-p95': { better: 'lower', must: 200 },
  'join-first': { better: 'lower', must: 250 },
  'join-gathered': { better: 'lower', must: 60 },
  'delay-p50': { better: 'lower', must: 45 },
  'delay-p95': { better: 'lower', must: 60 },
  'delay-p99': { better: 'lower', must: 70 },
  'delay-moved': { better: 'lower', must: 5 },
};
