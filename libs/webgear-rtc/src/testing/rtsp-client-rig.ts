import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { RelayedPacket } from '../ffmpeg/relay/packet-relay.js';
import { RtspPackets } from '../sources/rtsp/rtsp-packets.js';
import { RtspCamera, type RtspCameraOptions } from './rtsp-camera.js';
import { temporaryFolder } from './temporary-folder.js';

/** A camera, and a client of this library that reads it. */
export class RtspClientRig implements AsyncDisposable {
  private constructor(
    readonly camera: RtspCamera,
    readonly packets: RtspPackets,
  ) {}

  /** Two seconds of H.264 with two slices a frame. */
  static async film(): Promise<Buffer> {
    await using folder = await temporaryFolder();
    const path = folder.file('film.h264');
    const encode =
      '-t 2 -i testsrc2=s=160x120:r=25 -c:v libx264 -g 12 -bf 0 -x264-params slices=2 -pix_fmt yuv420p';
    execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', ...encode.split(' '), path]);
    return readFile(path);
  }

  /** @param url what the client is given, made of the address of the camera */
  static async start(
    options: RtspCameraOptions,
    url = (plain: string): string => plain,
    silenceMs = 90_000,
  ): Promise<RtspClientRig> {
    const camera = await RtspCamera.start(options);
    return new RtspClientRig(camera, new RtspPackets({ url: url(camera.url), wantsSound: true, silenceMs }));
  }

  /** The next packets. */
  async read(count: number): Promise<RelayedPacket[]> {
    const found: RelayedPacket[] = [];
    while (found.length < count) {
      const packet = await this.packets.next();
      if (typeof packet === 'number') throw new Error(`ended after ${found.length}`);
      found.push(packet);
    }
    return found;
  }

  /** Requests of one method that the camera got. */
  requestsOf(method: string): string[] {
    return this.camera.requests.filter((request) => request.startsWith(`${method} `));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.packets.close();
    await this.camera[Symbol.asyncDispose]();
  }
}
