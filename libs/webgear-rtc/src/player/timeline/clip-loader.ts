import { StreamRequests } from '../session/stream-requests.js';
import type { WebGearPlayer } from '../webgear-player.interface.js';

/** Long enough that a request every now and then suffices, short enough to be there at once. */
const CLIP_SECONDS = 10;

/** A part of a recording, in memory. */
export interface FetchedClip {
  /** When its first frame was captured, in milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly file: Blob;
}

/** Fetches the list and parts of a recording, with the credentials of the player. */
export class ClipLoader {
  /** Address that the player had. */
  readonly src: string;
  private readonly requests: StreamRequests;

  constructor(player: WebGearPlayer) {
    this.src = player.src;
    this.requests = new StreamRequests(player.src, player);
  }

  /** @returns the answer of `segments`; `refused` where it may not be seen, `undefined` where there is none now */
  async list(): Promise<unknown> {
    const response = await this.requests.fetch('segments', { cache: 'no-store' }).catch(() => undefined);
    if (response?.ok === true) return response.json().catch(() => undefined);
    return response !== undefined && response.status < 500 ? 'refused' : undefined;
  }

  /**
   * A part from this time on, or from the first frame after it.
   *
   * @returns `undefined` where nothing is kept of that time
   * @throws Error when the server refuses it, or does not answer
   */
  async fetch(timeMs: number, signal: AbortSignal): Promise<FetchedClip | undefined> {
    const route = `recording.mp4?start=${Math.floor(timeMs)}&seconds=${CLIP_SECONDS}`;
    const response = await this.requests.fetch(route, { cache: 'no-store', signal });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`The server answered ${response.status}`);
    const startMs = Date.parse(response.headers.get('X-Clip-Start') ?? '');
    const seconds = Number(response.headers.get('X-Clip-Duration'));
    if (Number.isNaN(startMs) || !(seconds > 0)) throw new Error('The answer does not say what it is');
    return { startMs, endMs: startMs + seconds * 1000, file: await response.blob() };
  }
}
