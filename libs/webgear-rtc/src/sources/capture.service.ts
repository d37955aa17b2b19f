import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { StreamState } from '../media/stream-stats.js';
import { IsolatedObservable } from '../errors/isolated-observable.js';
import type { FindSourceFaultOptions } from './find-source-fault.js';
import type { OnDemandCapture } from './playback/on-demand-capture.js';
import type { VideoSourceInfo } from './video-source.interface.js';

/**
 * The sources of a registration and their frames.
 *
 * @publicApi
 */
@Injectable()
export class CaptureService {
  /**
   * @param afterClose closes what sources share, once none is read any more
   * @param onThrown receives what a subscriber of a stream throws
   * @param faultsOf checks the configured sources
   * @internal
   */
  constructor(
    private readonly captures: Map<string, OnDemandCapture>,
    private readonly afterClose: () => Promise<void> = () => Promise.resolve(),
    private readonly onThrown: (streamName: string, error: unknown) => void = () => undefined,
    private readonly faultsOf: (
      options: FindSourceFaultOptions,
    ) => Promise<readonly WebGearRtcError[]> = () => Promise.resolve([]),
  ) {}

  /**
   * Definite faults of the sources, found quickly and without network access: missing files, files that are not
   * video, missing devices, unknown schemes. The module logs the same at startup; a program can use this to exit
   * instead.
   */
  findFaults(): Promise<readonly WebGearRtcError[]> {
    return this.faultsOf({ opensFiles: true });
  }

  /**
   * Like {@link findFaults}, but without opening files, which requires loading FFmpeg.
   *
   * @internal
   */
  findFaultsByName(): Promise<readonly WebGearRtcError[]> {
    return this.faultsOf({ opensFiles: false });
  }

  /**
   * The state of a source: the current one and every change.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  state$(streamName: string): Observable<StreamState> {
    return this.isolated(streamName, this.get(streamName).state$);
  }

  /**
   * What the source reported when it was last opened; `undefined` before that.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  info(streamName: string): VideoSourceInfo | undefined {
    return this.get(streamName).info;
  }

  /**
   * Frames of the source before scaling. The source is open while there are subscribers.
   *
   * A frame is valid until the subscriber returns; `clone()` it to keep it, and close the clone.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  frames$(streamName: string): Observable<VideoFrame> {
    return this.isolated(streamName, this.get(streamName).frames$);
  }

  /**
   * Whether the stream has a source here, and not on another machine.
   *
   * @internal
   */
  has(streamName: string): boolean {
    return this.captures.has(streamName);
  }

  /** @internal */
  get(streamName: string): OnDemandCapture {
    const capture = this.captures.get(streamName);
    if (capture === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName });
    return capture;
  }

  /**
   * The source of a stream that is added.
   *
   * @internal
   */
  add(streamName: string, capture: OnDemandCapture): void {
    this.captures.set(streamName, capture);
  }

  /**
   * Closes the source of a stream that is removed.
   *
   * @internal
   */
  async remove(streamName: string): Promise<void> {
    const capture = this.captures.get(streamName);
    this.captures.delete(streamName);
    await capture?.close();
  }

  /** @internal */
  async close(): Promise<void> {
    await Promise.all([...this.captures.values()].map((capture) => capture.close()));
    await this.afterClose();
  }

  private isolated<T>(streamName: string, values$: Observable<T>): Observable<T> {
    return IsolatedObservable.of(values$, (error) => this.onThrown(streamName, error));
  }
}
