import { PlayerAttributes } from '../element/player-attributes.js';
import type { VideoStage } from '../element/video-stage.js';
import type { ServerCalls } from '../session/server-calls.js';
import type { PlayerState } from '../webgear-player.interface.js';
import type { RemoteControls } from '../control/remote-controls.js';
import { LazyPart } from '../lazy-part.js';
import type { ShownMetadata } from './shown-metadata.js';

/** There is video, or there will be without a new session. */
const withVideo: ReadonlySet<PlayerState> = new Set(['live', 'buffering', 'too-slow', 'no-input']);
/** A session that may go on: what is open stays so. */
const between: ReadonlySet<PlayerState> = new Set(['connecting', 'offline', 'blocked']);

const metadataFile = new LazyPart(() => import('./shown-metadata.js'));

/** What a player plays now. */
export interface PlayedStream {
  readonly state: PlayerState;
  readonly stage: VideoStage;
  /** What plays it; `undefined` if nothing does. */
  readonly driver: { readonly server: ServerCalls; readonly sessionToken: string | undefined } | undefined;
}

/** What goes beside the video between the page and the application: metadata of frames, and what the page asks for. */
export class PlayerChannels extends PlayerAttributes {
  private metadata: ShownMetadata | undefined;
  private played: PlayedStream | undefined;
  private isListening = false;
  private readonly remote = new LazyPart(() => this.makeRemote());
  /** Counts what stopped all motions: one that was asked for before, while the file was loading, must not begin afterwards. */
  private releases = 0;

  /** Whether boxes of the metadata are drawn over the video. */
  get overlay(): boolean {
    return this.hasAttribute('overlay');
  }

  set overlay(value: boolean) {
    this.toggleAttribute('overlay', value);
  }

  override addEventListener<Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (this: HTMLElement, event: HTMLElementEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
    if (type !== 'metadata' || this.isListening) return;
    // The server is asked for metadata by those who want it, and by no other page.
    this.isListening = true;
    this.updateMetadata();
  }

  /** See {@link WebGearPlayer.send}. */
  send(name: string, value: unknown): void {
    if (this.remote.current !== undefined) return this.remote.current.send(name, value);
    const { releases } = this;
    void this.remote.load().then((remote) => releases === this.releases && remote?.send(name, value));
  }

  /** See {@link WebGearPlayer.control}. */
  async control(name: string, value?: unknown): Promise<unknown> {
    const remote = await this.remote.load();
    if (remote !== undefined) return remote.command(name, value);
    throw Object.assign(new Error('The server does not answer'), { code: '', status: 0 });
  }

  /** Opens what is wanted and closes what is not. To be called with each state, and each change of `overlay`. */
  protected followChannels(played: PlayedStream): void {
    this.played = played;
    this.updateMetadata();
    if (withVideo.has(played.state)) return;
    this.releases++;
    this.remote.current?.releaseAll();
  }

  private async makeRemote(): Promise<RemoteControls> {
    const file = await import('../control/remote-controls.js');
    return new file.RemoteControls(
      () => ({
        server: this.played?.driver?.server,
        sessionToken: this.played?.driver?.sessionToken,
      }),
      (name, { code, message }) =>
        this.dispatchEvent(new CustomEvent('controlerror', { detail: { name, code, message } })),
    );
  }

  private updateMetadata(): void {
    const { played, overlay, shadowRoot: root } = this;
    if (played === undefined || root === null) return;
    const { state, stage } = played;
    const server = played.driver?.server;
    const isDue = withVideo.has(state) || (this.metadata !== undefined && between.has(state));
    if (server === undefined || !isDue || !(overlay || this.isListening)) {
      this.metadata?.close();
      this.metadata = undefined;
      return;
    }
    const file = metadataFile.current;
    if (file === undefined) {
      void metadataFile.load().then((loaded) => loaded && this.updateMetadata());
      return;
    }
    this.metadata ??= new file.ShownMetadata(server, root, stage, (message, isExact) =>
      this.dispatchEvent(new CustomEvent('metadata', { detail: { ...message, isExact } })),
    );
    this.metadata.drawsBoxes = overlay;
  }
}
