import type { PlayerWords } from '../../words/player-words.js';
import { copyText } from './copy-text.js';
import type { VideoStage } from '../video-stage.js';
import { saveFile, snapshotName, takeSnapshot } from '../snapshot.js';

/** Phones of Apple show only videos in full screen, by a method of their own. */
interface PhoneVideo {
  webkitEnterFullscreen?(): void;
}

const FLASH_MS = 120;

/** Actions on the video. Each reports its result as a message where it is not visible otherwise. */
export class ViewerCommands {
  constructor(
    private readonly host: HTMLElement & { readonly words: PlayerWords },
    private readonly stage: VideoStage,
    private readonly report: (text: string) => void,
  ) {}

  /** @param shown what covers the live video */
  async saveSnapshot(name: string, shown?: HTMLVideoElement): Promise<void> {
    const { words } = this.host;
    try {
      saveFile(await takeSnapshot(shown ?? this.stage.visible), snapshotName(name, new Date()));
      this.report(words.snapshotSaved);
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      if (!isCalm) this.stage.element.animate([{ filter: 'brightness(3)' }, { filter: 'none' }], FLASH_MS);
    } catch {
      this.report(words.nothingToSave);
    }
  }

  /** By the share sheet of a phone; anywhere else the link is copied. */
  async shareLink(url: string, title: string): Promise<void> {
    if (canShare()) {
      // Refused when the viewer closes the sheet.
      await navigator.share({ url, title }).catch(() => undefined);
      return;
    }
    this.report((await copyText(url)) ? this.host.words.linkCopied : url);
  }

  /** @param shown what covers the live video */
  async togglePictureInPicture(shown?: HTMLVideoElement): Promise<void> {
    try {
      const video = shown?.readyState ? shown : this.stage.video;
      if (this.isInWindow) await document.exitPictureInPicture();
      else await video.requestPictureInPicture();
    } catch {
      this.report(this.host.words.noPictureInPicture);
    }
  }

  async toggleFullscreen(): Promise<void> {
    try {
      if (this.isFullscreen) await document.exitFullscreen();
      else if (document.fullscreenEnabled) await this.host.requestFullscreen();
      else (this.stage.video as PhoneVideo).webkitEnterFullscreen?.();
    } catch {
      this.report(this.host.words.noFullScreen);
    }
  }

  /** Whether the player is in full screen, also inside the shadow tree of another element. */
  get isFullscreen(): boolean {
    return this.host.matches(':fullscreen');
  }

  /** Whether this browser can show it in full screen. */
  get hasFullscreen(): boolean {
    return document.fullscreenEnabled || 'webkitEnterFullscreen' in this.stage.video;
  }

  /** Whether the video is in a picture-in-picture window. */
  get isInWindow(): boolean {
    const { video, element } = this.stage;
    // A document reports the host of a video in a shadow tree, not the video. In ours there may be recorded video instead.
    const [root, own] = [video, element].map((each) => each.getRootNode() as Document | ShadowRoot);
    return root?.pictureInPictureElement === video || !!own?.pictureInPictureElement;
  }
}

/** Whether the device has a share sheet that viewers know: those of desktop browsers expect a copied link. */
export function canShare(): boolean {
  return 'share' in navigator && matchMedia('(pointer: coarse)').matches;
}
