import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { StreamState } from '../media/stream-state.js';
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
   * @param afterClose what is to be closed when no source is read any more
   * @param onThrown told what a subscriber of a stream throws
   * @param faultsOf looks for what is wrong with the sources
   * @internal
   */
  constructor(
    private readonly captures: ReadonlyMap<string, OnDemandCapture>,
    private readonly afterClose: () => Promise<void> = () => Promise.resolve(),
    private readonly onThrown: (streamName: string, error: unknown) => void = () => undefined,
    private readonly faultsOf: (
      options: FindSourceFaultOptions,
    ) => Promise<readonly WebGearRtcError[]> = () => Promise.resolve([]),
  ) {}

  /**
   * What is wrong with the sources for certain, found in a moment and without asking the network: files that are not there or
   * are no video, devices that are not there, unknown schemes. The module warns of the same at its start; a program that
   * would rather end can do so.
   */
  findFaults(): Promise<readonly WebGearRtcError[]> {
    return this.faultsOf({ opensFiles: true });
  }

  /**
   * The same without opening files, for which FFmpeg would have to be loaded.
   *
   * @internal
   */
  findFaultsByName(): Promise<readonly WebGearRtcError[]> {
    return this.faultsOf({ opensFiles: false });
  }

  /**
   * The state of a source now, and each change.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  state$(streamName: string): Observable<StreamState> {
    return this.isolated(streamName, this.get(streamName).state$);
  }

  /**
   * What the source said of itself when it was last opened; `undefined` before that.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  info(streamName: string): VideoSourceInfo | undefined {
    return this.get(streamName).info;
  }

  /**
   * Frames as the source gives them, before they are scaled. The source is open while somebody listens.
   *
   * A frame is valid until the subscriber returns; `clone()` it to keep it, and close the clone.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  frames$(streamName: string): Observable<VideoFrame> {
    return this.isolated(streamName, this.get(streamName).frames$);
  }

  /** @internal */
  get(streamName: string): OnDemandCapture {
    const capture = this.captures.get(streamName);
    if (capture === undefined) throw new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName });
    return capture;
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
