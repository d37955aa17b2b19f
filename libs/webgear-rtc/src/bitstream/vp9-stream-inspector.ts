import type { InspectedAccessUnit, InspectedFormat, StreamInspector } from './stream-inspector.interface.js';
import { parseVp9Header } from './vp9-header.js';

/** Inspects the frames of a VP9 stream: those of profile 0 can be decoded by every viewer that offers VP9. */
export class Vp9StreamInspector implements StreamInspector {
  readonly initial: StreamInspector['initial'];
  private active: InspectedFormat | undefined;
  private ineligibility: string | undefined = 'it has no key frame yet';

  /** @param profile what the container says; `undefined` if it does not */
  constructor(size: Pick<InspectedFormat, 'width' | 'height'>, profile: number | undefined) {
    this.initial = { sps: { ...size, profile: '', levelIdc: 0 }, ineligibility: obstacleOf(profile ?? 0) };
  }

  inspect(data: Buffer): InspectedAccessUnit | undefined {
    const header = parseVp9Header(data);
    if (header === undefined) return undefined;
    const { keyFrame, width = 0, height = 0 } = header;
    if (keyFrame) {
      this.active = { profile: '', levelIdc: 0, width, height };
      this.ineligibility = obstacleOf(header.profile);
    }
    const { active, ineligibility } = this;
    return { keyFrame, isEntryPoint: keyFrame, sps: active, ineligibility, data };
  }
}

function obstacleOf(profile: number): string | undefined {
  return profile === 0 ? undefined : 'its VP9 profile is not 0';
}
