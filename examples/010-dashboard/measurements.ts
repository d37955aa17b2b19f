import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';

const INTERVAL_MS = 250;
const KEPT = 240;

/** A sample of the process. */
export interface Measurement {
  /** Share of one core, 1 for all of it. */
  readonly cpu: number;
  /** Resident memory in MiB. */
  readonly memoryMiB: number;
  /** Maximum timer delay since the previous sample, in milliseconds. */
  readonly delayMs: number;
}

/** Measures this process four times a second and keeps the last minute. */
@Injectable()
export class Measurements implements OnModuleInit, BeforeApplicationShutdown {
  private readonly kept: Measurement[] = [];
  private readonly delay = monitorEventLoopDelay({ resolution: 10 });
  private timer: NodeJS.Timeout | undefined;
  private before = process.cpuUsage();
  private beforeMs = performance.now();

  /** The oldest first. */
  get all(): readonly Measurement[] {
    return this.kept;
  }

  onModuleInit(): void {
    this.delay.enable();
    this.timer = setInterval(() => this.measure(), INTERVAL_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }

  private measure(): void {
    const { user, system } = process.cpuUsage(this.before);
    const nowMs = performance.now();
    this.kept.push({
      cpu: (user + system) / 1000 / (nowMs - this.beforeMs),
      memoryMiB: process.memoryUsage.rss() / 2 ** 20,
      delayMs: this.delay.max / 1e6,
    });
    if (this.kept.length > KEPT) this.kept.shift();
    this.before = process.cpuUsage();
    this.beforeMs = nowMs;
    this.delay.reset();
  }
}
