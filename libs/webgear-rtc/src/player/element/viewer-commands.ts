import { copyText } from './copy-text.js';
import type { VideoStage } from './video-stage.js';
import { saveFile, snapshotName, takeSnapshot } from './snapshot.js';

/** Actions on the video. Each reports its result as a message where it is not visible otherwise. */
export class ViewerCommands {
  constructor(
    private readonly host: HTMLElement,
    private readonly stage: VideoStage,
    private readonly report: (text: string) => void,
  ) {}

  async saveSnapshot(name: string): Promise<void> {
    try {
      saveFile(await takeSnapshot(this.stage.visible), snapshotName(name, new Date()));
      this.report('Snapshot saved');
    } catch {
      this.report('There is no frame to save');
    }
  }

  async copyLink(address: string): Promise<void> {
    this.report((await copyText(address)) ? 'Link copied' : address);
  }

  async togglePictureInPicture(): Promise<void> {
    try {
      const { video } = this.stage;
      // A document reports the host of a video in a shadow tree, not the video.
      const root = video.getRootNode() as Document | ShadowRoot;
      if (root.pictureInPictureElement === video) await document.exitPictureInPicture();
      else await video.requestPictureInPicture();
    } catch {
      this.report('Picture in picture is not possible now');
    }
  }

  async toggleFullscreen(): Promise<void> {
    try {
      if (this.isFullscreen) await document.exitFullscreen();
      else await this.host.requestFullscreen();
    } catch {
      this.report('Full screen is not possible here');
    }
  }

  /** Whether the player is in full screen, also inside the shadow tree of another element. */
  get isFullscreen(): boolean {
    return this.host.matches(':fullscreen');
  }
}
