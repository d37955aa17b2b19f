import type { TransformStats } from '../media/stream-stats.js';
import type { Colorspace } from '../options/colorspace.js';
import type { ColorspaceConverter } from './colorspace/colorspace-converter.js';
import type { FrameScaler } from './frame-scaler.js';
import type { FrameStage } from './frame-stage.js';
import type { FrameOverlay } from './overlay/frame-overlay.js';
import type { OverlaySettings } from '../options/resolved-options.interface.js';
import type { FrameStabilizer } from './stabilizer/frame-stabilizer.js';
import type { FrameTransformer } from './transform/frame-transformer.js';

/** What the stages of a stream are made of; those left out are not in the list. */
export interface StageParts {
  readonly scaler: Pick<FrameScaler, 'scale' | 'close'>;
  readonly stabilizer?: Pick<FrameStabilizer, 'stabilize' | 'forget' | 'close'> | undefined;
  /** Left out where the source does not allow another colour space. */
  readonly colorspaceConverter?: Pick<ColorspaceConverter, 'colorspace' | 'convert' | 'close'> | undefined;
  readonly transformer?: Pick<FrameTransformer, 'transform' | 'stats' | 'close'> | undefined;
  readonly overlay?: Pick<FrameOverlay, 'replace' | 'draw' | 'close'> | undefined;
  /** What `overlay` begins with. */
  readonly overlays?: readonly OverlaySettings[] | undefined;
}

/** The stages of a stream in their order, and what can be set while it runs. */
export class FrameStages {
  readonly list: readonly FrameStage[];
  private drawn: readonly OverlaySettings[];

  constructor(private readonly parts: StageParts) {
    const { scaler, stabilizer, colorspaceConverter, transformer, overlay } = parts;
    const drawsNow = (): boolean => this.drawn.length > 0;
    this.drawn = parts.overlays ?? [];
    const stages: (FrameStage | undefined)[] = [
      {
        active: true,
        // Encoders take no other size and format.
        takesSlates: true,
        abortsOnClose: false,
        process: (frame) => scaler.scale(frame),
        close: () => scaler.close(),
      },
      // A slate stands still, and says at once that there are no frames now.
      stabilizer && {
        active: true,
        takesSlates: false,
        abortsOnClose: true,
        process: (frame) => stabilizer.stabilize(frame),
        interrupt: () => stabilizer.forget(),
        close: () => stabilizer.close(),
      },
      colorspaceConverter && {
        get active() {
          return colorspaceConverter.colorspace !== undefined;
        },
        takesSlates: false,
        abortsOnClose: true,
        process: (frame) => colorspaceConverter.convert(frame),
        close: () => colorspaceConverter.close(),
      },
      transformer && {
        active: true,
        takesSlates: false,
        abortsOnClose: true,
        process: (frame) => transformer.transform(frame),
        close: () => transformer.close(),
      },
      // Last, so that no stage before it looks at letters, moves them or hides them.
      overlay && {
        get active() {
          return drawsNow();
        },
        takesSlates: false,
        abortsOnClose: false,
        process: (frame) => overlay.draw(frame),
        close: () => overlay.close(),
      },
    ];
    this.list = stages.filter((stage) => stage !== undefined);
  }

  /** Whether another colour space may be shown. */
  get allowsColorspace(): boolean {
    return this.parts.colorspaceConverter !== undefined;
  }

  /** Whether something that was set while the stream runs changes its frames, which then cannot be the source's own. */
  get changesFrames(): boolean {
    return this.drawn.length > 0 || this.parts.colorspaceConverter?.colorspace !== undefined;
  }

  /** The colour space that is shown; `undefined` for the colours as they are. */
  get colorspace(): Colorspace | undefined {
    return this.parts.colorspaceConverter?.colorspace;
  }

  /** What is drawn onto the frames. */
  get overlays(): readonly OverlaySettings[] {
    return this.drawn;
  }

  /** What became of the frames that the application's function was called for; `undefined` without one. */
  transformStats(): TransformStats | undefined {
    return this.parts.transformer?.stats();
  }

  /** Shows another colour space from the next frame on, or the colours as they are. */
  setColorspace(colorspace: Colorspace | undefined): void {
    const { colorspaceConverter } = this.parts;
    if (colorspaceConverter !== undefined) colorspaceConverter.colorspace = colorspace;
  }

  /** Draws these onto frames from the next one on. */
  setOverlay(overlays: readonly OverlaySettings[]): void {
    this.drawn = overlays;
    this.parts.overlay?.replace(overlays);
  }
}
