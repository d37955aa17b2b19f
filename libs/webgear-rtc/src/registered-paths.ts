import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import { ConfiguredStreams } from './options/configured-streams.js';
import { isBelow } from './pages/page-url.js';
import { REGISTRATION_NAME } from './options/resolved-options.token.js';
import { RoutePrefix } from './signaling/route-prefix.js';

/** Sees to it that no two registrations, and no registration and a stream of another, have one address, or one name. */
@Injectable()
export class RegisteredPaths {
  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(RoutePrefix) private readonly routePrefix: RoutePrefix,
    @Inject(ConfiguredStreams) private readonly streams: ConfiguredStreams,
    @Inject(REGISTRATION_NAME) private readonly name: string,
  ) {}

  /** @throws WebGearRtcError `WGR_PATH_TAKEN`, `WGR_NAME_TAKEN` */
  assertOurs(): void {
    const own = this.list();
    const takenPaths = new Set(this.others().flatMap((other) => other.list()));
    const taken = own.find((path) => takenPaths.has(path));
    if (taken !== undefined) throw new WebGearRtcError('WGR_PATH_TAKEN', { path: taken });
    // Of two providers under one token Nest injects either, without a word.
    if (this.name !== '' && this.others().some(({ name }) => name === this.name)) {
      throw new WebGearRtcError('WGR_NAME_TAKEN', { name: this.name });
    }
  }

  /**
   * Refuses the name of a stream whose address another registration has.
   *
   * @throws WebGearRtcError `WGR_PATH_TAKEN`
   */
  assertFree(streamName: string): void {
    const path = this.routePrefix.of(streamName).toLowerCase();
    if (this.others().some((other) => other.list().includes(path))) {
      throw new WebGearRtcError('WGR_PATH_TAKEN', { path });
    }
  }

  /** Whether another registration has an address below ours. */
  hasOthersBelow(): boolean {
    const own = this.routePrefix.of('').toLowerCase();
    return this.others().some((other) => other.list().some((path) => isBelow(path, own)));
  }

  private others(): RegisteredPaths[] {
    return [...this.modules.values()]
      .map((module) => module.providers.get(RegisteredPaths)?.instance)
      .filter((other): other is RegisteredPaths => other instanceof RegisteredPaths && other !== this);
  }

  /** In lower case, because Express takes `/Camera` and `/camera` for one address. */
  private list(): string[] {
    return ['', ...this.streams.names].map((name) => this.routePrefix.of(name).toLowerCase());
  }
}
