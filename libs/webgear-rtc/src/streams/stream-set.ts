import type { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import type { VideoStreamRegistry } from '../broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { ConfiguredStreams } from '../options/configured-streams.js';
import { resolveNamedStream, resolveUnnamedStream } from '../options/resolve-options.js';
import type { ResolvedStreamOptions } from '../options/resolved-options.interface.js';
import type { StreamSettings } from '../options/stream-options.interface.js';
import type { StreamUpdate } from '../options/streams-provider.js';
import { invalidOption } from '../options/validate-options.js';
import type { RegistrationSettings } from '../options/webgear-rtc-options.interface.js';
import { findOpenCv } from '../pipeline/stabilizer/load-opencv.js';
import type { CaptureService } from '../sources/capture.service.js';
import type { CustomStreams } from '../sources/custom/custom-streams.service.js';
import { optionsThatWait, statedStreams } from './registration-changes.js';
import { changesBetween } from './stream-changes.js';
import type { StreamFactory } from './stream-factory.js';
import type { WarmStreams } from './warm-streams.js';

const retryAfterSeconds = 5;

/** What a set of streams works with. */
export interface StreamSetParts {
  /** As the user stated it: what stands beside the streams holds for all of them. */
  readonly registration: RegistrationSettings;
  readonly configured: ConfiguredStreams;
  readonly registry: VideoStreamRegistry;
  readonly captures: CaptureService;
  readonly customStreams: CustomStreams;
  readonly factory: StreamFactory;
  readonly warm: WarmStreams;
  /** Ends the sessions of all viewers of a stream, because it is removed. */
  readonly closeViewers: (streamName: string) => void;
  /**
   * Refuses a name whose address belongs to another registration.
   *
   * @throws WebGearRtcError `WGR_PATH_TAKEN`
   */
  readonly assertAddressIsFree: (streamName: string) => void;
}

/** The streams of a registration, which change while it runs. One change at a time, in the order they were asked for. */
export class StreamSet {
  /** The options of each stream as they were stated, without what holds for all streams. */
  private readonly stated = new Map<string, StreamSettings>();
  private registration: RegistrationSettings;
  /** Streams of the options of the registration; others were added later. */
  private configuredNames: ReadonlySet<string>;
  private turn: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly parts: StreamSetParts) {
    this.registration = parts.registration;
    for (const [name, own] of statedStreams(parts.registration)) this.stated.set(name, own);
    this.configuredNames = new Set(this.stated.keys());
  }

  /** Whether a stream has been added or configured here, as its options were stated. */
  statedOptions(name: string): StreamSettings | undefined {
    return this.stated.get(name);
  }

  /** See `WebGearRtcService.addStream`. */
  add(name: string, stated: StreamSettings): Promise<LocalStreamEngine> {
    return this.inTurn(() => this.added(name, stated));
  }

  /**
   * Changes options of a stream; those that are not named stay. One that is `undefined` becomes what holds for all streams, or its
   * default. A `source` replaces a `customStream`, and the reverse.
   */
  update(name: string, changed: StreamUpdate): Promise<LocalStreamEngine> {
    return this.inTurn(() => this.applied(name, merged(this.statedOf(name), changed)));
  }

  /** Gives a stream these options and no others. */
  replace(name: string, stated: StreamSettings): Promise<LocalStreamEngine> {
    return this.inTurn(() => this.applied(name, stated));
  }

  /** See `WebGearRtcService.removeStream`. */
  remove(name: string): Promise<void> {
    return this.inTurn(() => this.removed(name));
  }

  /** See `WebGearRtcService.applyOptions`. */
  follow(options: RegistrationSettings): Promise<readonly string[]> {
    return this.inTurn(async () => {
      const { configured } = this.parts;
      // Everything is checked before anything changes.
      const waiting = optionsThatWait(this.registration, options);
      if (waiting.includes('streams')) return waiting;
      this.registration = options;
      const wanted = new Map(statedStreams(options));
      for (const name of this.configuredNames) {
        if (!wanted.has(name) && configured.get(name) !== undefined) await this.removed(name);
      }
      this.configuredNames = new Set(wanted.keys());
      for (const [name, own] of wanted) {
        if (configured.get(name) === undefined) await this.added(name, own);
        else await this.applied(name, own);
      }
      return waiting;
    });
  }

  /** Refuses changes from now on, and waits for the one under way. */
  async close(): Promise<void> {
    this.closed = true;
    await this.turn;
  }

  private async added(name: string, stated: StreamSettings): Promise<LocalStreamEngine> {
    const { configured, registry, captures, customStreams, factory, warm } = this.parts;
    this.assertNamed();
    const options = this.resolve(name, stated);
    const taken = configured.nameLike(name);
    if (taken !== undefined) throw new WebGearRtcError('WGR_STREAM_EXISTS', { streamName: taken });
    this.parts.assertAddressIsFree(name);
    if (options.stabilize !== undefined) findOpenCv();
    await customStreams.prepare(options);
    const capture = factory.createCapture(options);
    const stream = factory.createEngine(options, capture);
    captures.add(name, capture);
    this.stated.set(name, { ...stated });
    registry.add(stream);
    configured.set(options);
    warm.update(options, stream);
    return stream;
  }

  private async removed(name: string): Promise<void> {
    const { configured, registry, captures, customStreams, factory, warm, closeViewers } = this.parts;
    this.assertNamed();
    const stream = registry.getLocal(name);
    this.stated.delete(name);
    // In this order: no one comes any more, then those who are there leave, then what they used ends.
    configured.delete(name);
    registry.remove(stream);
    closeViewers(name);
    warm.remove(name);
    await stream.close();
    await captures.remove(name);
    await customStreams.remove(name);
    factory.forget(name);
  }

  private async applied(name: string, stated: StreamSettings): Promise<LocalStreamEngine> {
    const { configured, registry, captures, customStreams, factory, warm } = this.parts;
    const stream = registry.getLocal(name);
    const before = configured.get(name);
    if (before === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: name });
    const options = this.resolve(name, stated);
    const { names, restartsSource, remakesPipeline } = changesBetween(before, options);
    if (names.includes('mjpegPath') && !configured.haveNames) {
      const rule = 'of a stream without a name cannot change while the server runs';
      throw invalidOption('mjpeg.path', { rule, allowed: 'a restart, or named streams' }, options.mjpegPath);
    }
    if (options.stabilize !== undefined) findOpenCv();
    if (names.includes('customStream')) await customStreams.prepare(options);
    this.stated.set(name, { ...stated });
    configured.set(options);
    const capture = captures.get(name);
    if (names.includes('idleStopMs')) capture.setIdleStopMs(options.idleStopMs);
    if (restartsSource) {
      // Another source of the application; the same one goes on.
      const stopKept = names.includes('customStream') ? customStreams.release(name) : undefined;
      const replaced = capture.replace(factory.createSupervisor(options));
      stream.reconfigure(this.continued(stream, names, options));
      await replaced;
      await stopKept?.();
    } else if (remakesPipeline) stream.reconfigure(this.continued(stream, names, options));
    this.setInPlace(stream, names, options);
    warm.update(options, stream);
    registry.announce(stream);
    return stream;
  }

  /** What the application has set meanwhile stays as it is, unless it is what changes now. */
  private continued(
    stream: LocalStreamEngine,
    names: readonly string[],
    options: ResolvedStreamOptions,
  ): ResolvedStreamOptions {
    const { colorspace, overlay } = stream.shown;
    return {
      ...options,
      ...(!names.includes('colorspace') && options.api !== 'FFGear' && { colorspace }),
      ...(!names.includes('overlay') && { overlay }),
    };
  }

  private setInPlace(
    stream: LocalStreamEngine,
    names: readonly string[],
    { api, overlay = [], colorspace, bitrateBps }: ResolvedStreamOptions,
  ): void {
    if (names.includes('overlay')) stream.setOverlay(overlay);
    if (names.includes('colorspace') && api !== 'FFGear') stream.setColorspace(colorspace);
    if (names.includes('bitrateBps')) stream.setBitrate(bitrateBps);
  }

  private resolve(name: string, stated: StreamSettings): ResolvedStreamOptions {
    const { registration } = this;
    return this.parts.configured.haveNames
      ? resolveNamedStream(registration, name, stated)
      : resolveUnnamedStream(registration, stated);
  }

  private statedOf(name: string): StreamSettings {
    const stated = this.stated.get(name);
    if (stated === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: name });
    return stated;
  }

  private assertNamed(): void {
    if (!this.parts.configured.haveNames) throw new WebGearRtcError('WGR_STREAMS_UNNAMED', undefined);
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.turn.then(() => {
      if (this.closed) throw new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds });
      return change();
    });
    this.turn = result.catch(() => undefined);
    return result;
  }
}

function merged(stated: StreamSettings, changed: StreamUpdate): StreamSettings {
  const next: Record<string, unknown> = { ...stated };
  if (changed.source !== undefined) delete next['customStream'];
  if (changed.customStream !== undefined) delete next['source'];
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) delete next[name];
    else next[name] = value;
  }
  return next;
}
