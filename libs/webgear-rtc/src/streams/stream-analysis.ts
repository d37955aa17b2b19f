import { concat, ignoreElements, merge, of, type Observable } from 'rxjs';
import type { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { AnalysisFrame } from '../media/analysis-frame.js';
import { analysisFrames$, AnalysisReader, type AnalysisParts } from '../pipeline/analysis/analysis-reader.js';

/** The analysis copies of a stream, for as long as there is the stream. */
export class StreamAnalysis {
  private readonly parts: AnalysisParts;

  /**
   * @param removed$ emits when the stream is removed
   * @throws WebGearRtcError `WGR_ANALYSIS_DISABLED`
   */
  constructor(
    private readonly engine: LocalStreamEngine,
    private readonly removed$: Observable<unknown>,
  ) {
    this.parts = { capture: engine.parts.capture, settings: () => engine.parts.analysis };
    if (engine.parts.analysis === undefined)
      throw new WebGearRtcError('WGR_ANALYSIS_DISABLED', { streamName: engine.name });
  }

  /** See `StreamHandle.analysis$`. */
  get frames$(): Observable<AnalysisFrame> {
    return analysisFrames$(this.parts);
  }

  /** See `StreamHandle.analysisFrames`. */
  async *frames(): AsyncGenerator<AnalysisFrame, undefined> {
    const reader = new AnalysisReader(this.parts);
    const closed$ = concat(this.engine.renditions$.pipe(ignoreElements()), of(undefined));
    const ending = merge(this.removed$, closed$).subscribe(() => reader.close());
    try {
      yield* reader.frames();
    } finally {
      ending.unsubscribe();
    }
  }
}
