import { copyText } from './copy-text.js';
import type { PictureStage } from './picture-stage.js';
import { saveFile, snapshotName, takeSnapshot } from './snapshot.js';

/** What a viewer does with the picture besides watching it; each says in words what became of it, if that is not seen. */
export class ViewerCommands {
  constructor(
    private readonly host: HTMLElement,
    private readonly stage: PictureStage,
    private readonly say: (words: string) => void,
  ) {}

  async saveSnapshot(name: string): Promise<void> {
    try {
      saveFile(await takeSnapshot(this.stage.visible), snapshotName(name, new Date()));
      this.say('Snapshot saved');
    } catch {
      this.say('There is no picture to save');
    }
  }

  async copyLink(address: string): Promise<void> {
    this.say((await copyText(address)) ? 'Link copied' : address);
  }

  async togglePictureInPicture(): Promise<void> {
    try {
      if (document.pictureInPictureElement === this.stage.video) await document.exitPictureInPicture();
      else await this.stage.video.requestPictureInPicture();
    } catch {
      this.say('Picture in picture is not possible now');
    }
  }

  async toggleFullscreen(): Promise<void> {
    try {
      if (this.isFullscreen) await document.exitFullscreen();
      else await this.host.requestFullscreen();
    } catch {
      this.say('Full screen is not possible here');
    }
  }

  /** Whether the player fills the screen; also from within another element's shadow. */
  get isFullscreen(): boolean {
    return this.host.matches(':fullscreen');
  }
}
