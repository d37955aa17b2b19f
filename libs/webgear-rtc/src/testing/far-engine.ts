import { ReplaySubject } from 'rxjs';
import type {
  FrameSink,
  LadderDescription,
  RenditionDescription,
  StreamDescription,
  Subscription,
  SwitchStart,
} from '../broadcast/stream-engine.js';
import { renditionKeyId, sourceVideo, type RenditionKey } from '../media/rendition-key.js';

/** An engine far away: what it says and what it sends arrive when a test says so. */
export class FarEngine {
  readonly renditions$ = new ReplaySubject<readonly RenditionDescription[]>(1);
  readonly ladder$ = new ReplaySubject<LadderDescription>(1);
  readonly keys: string[] = [];
  readonly starts: SwitchStart[] = [];
  released = 0;
  sink: FrameSink | undefined;

  constructor(private readonly passthroughEnabled: boolean) {}

  describe(): StreamDescription {
    const { passthroughEnabled } = this;
    const rungs = ['full', 'half', 'quarter'];
    return {
      name: 'far',
      tracks: [],
      codecs: ['h264', 'vp8'],
      passthroughEnabled,
      rungs,
      adaptive: true,
      audio: false,
      audioSync: true,
    };
  }

  subscribe(key: RenditionKey): Subscription {
    this.keys.push(renditionKeyId(key));
    return {
      prepare: () => undefined,
      attach: (sink) => (this.sink = sink),
      requestKeyFrame: () => undefined,
      switchTo: (next, start = 'cached') => {
        if (this.keys.at(-1) === renditionKeyId(next)) return;
        this.keys.push(renditionKeyId(next));
        this.starts.push(start);
      },
      framesDropped: () => 0,
      release: () => this.released++,
    };
  }

  say(
    availability: RenditionDescription['availability'],
    h264Profile?: string,
    facts: Partial<RenditionDescription> = {},
  ): void {
    this.renditions$.next([
      { key: sourceVideo, availability, ...(h264Profile !== undefined && { h264Profile }), ...facts },
    ]);
  }
}
