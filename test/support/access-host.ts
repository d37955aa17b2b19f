import type { WebGearRtcOptions } from '../../libs/webgear-rtc/src/options/webgear-rtc-options.interface.js';
import { WebGearRtcModule } from '../../libs/webgear-rtc/src/webgear-rtc.module.js';
import { WebGearRtcService } from '../../libs/webgear-rtc/src/webgear-rtc.service.js';
import { UnitHost, type ReadAnswer, type UnitHostSettings } from './unit-host.js';

type Registration = Parameters<typeof WebGearRtcModule.forRoot>[0];

export const json = { 'Content-Type': 'application/json' };
export const offer = JSON.stringify({ type: 'offer', sdp: 'v=0 offer' });

/** Two streams that start nothing until they are watched. */
export const twoStreams = {
  streams: {
    front: { source: 'test:', mjpeg: { path: 'images/door' } },
    yard: { source: 'test:', mjpeg: { path: 'images/door' } },
  },
};

/** A route of a stream: how it is requested, and what for. */
export type AccessRoute = readonly [route: string, init: RequestInit, purpose: string];

/** Every route that asks for a permission. */
export const accessRoutes: readonly AccessRoute[] = [
  ['', {}, 'page'],
  ['offer', { method: 'POST', headers: json, body: offer }, 'live'],
  ['whep', { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: 'v=0 offer' }, 'live'],
  ['whep', { method: 'OPTIONS' }, 'live'],
  ['state', {}, 'live'],
  ['ice-servers', {}, 'live'],
  ['stream.mjpeg', { method: 'HEAD' }, 'live'],
  ['images/door', { method: 'HEAD' }, 'live'],
  ['snapshot.jpg', { method: 'HEAD' }, 'snapshot'],
  ['clip.mp4', {}, 'recording'],
  ['recording.mp4', {}, 'recording'],
  ['segments', {}, 'recording'],
  ['segments/some.mp4', {}, 'recording'],
];

/** The code of an error; `undefined` for an answer without a body. */
export function codeOf({ text }: ReadAnswer): unknown {
  return text === '' ? undefined : (JSON.parse(text) as { code?: unknown }).code;
}

/** An application with two streams at `/cams`, whose links have a secret that is known. */
export class AccessHost implements AsyncDisposable {
  private constructor(
    readonly host: UnitHost,
    readonly video: WebGearRtcService,
  ) {}

  static async start(
    adapter: UnitHostSettings['adapter'],
    options: Partial<WebGearRtcOptions>,
    extras: Partial<Registration> = {},
  ): Promise<AccessHost> {
    const module = WebGearRtcModule.forRoot({
      dataFiles: 'package',
      path: 'cams',
      linkSecret: 'a secret that is long enough',
      ...twoStreams,
      ...options,
      ...extras,
    } as Registration);
    const host = await UnitHost.start({ ...(adapter && { adapter }), imports: [module] });
    return new AccessHost(host, host.app.get(WebGearRtcService, { strict: false }));
  }

  ask(stream: string, [route, init]: AccessRoute, query = ''): Promise<ReadAnswer> {
    return this.host.request(`/cams/${stream}/${route}${query}`, init);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host[Symbol.asyncDispose]();
  }
}
