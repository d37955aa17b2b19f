import { Injectable } from '@nestjs/common';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { StreamsByName, StreamsProvider } from 'nestjs-webgear-rtc';

/** A row of the table of cameras. */
export interface Camera {
  readonly name: string;
  readonly url: string;
  readonly bitrateBps?: number;
}

const file = process.env['CAMERAS'] ?? fileURLToPath(new URL('../cameras.json', import.meta.url));

/**
 * The table of cameras, in a JSON file so that the example needs no database. With one, `list()`, `save()` and `delete()` are queries;
 * nothing else changes.
 */
@Injectable()
export class CameraRepository implements StreamsProvider {
  /** Asked by WebGear RTC: with the first request, and when the application says that something has changed. */
  async streams(): Promise<StreamsByName> {
    const cameras = await this.list();
    return Object.fromEntries(
      cameras.map(({ name, url, bitrateBps }) => [
        name,
        { source: url, ...(bitrateBps !== undefined && { bitrateBps }) },
      ]),
    );
  }

  async list(): Promise<readonly Camera[]> {
    return JSON.parse(await readFile(file, 'utf8')) as Camera[];
  }

  async save(camera: Camera): Promise<void> {
    const others = (await this.list()).filter(({ name }) => name !== camera.name);
    await this.write([...others, camera]);
  }

  async delete(name: string): Promise<void> {
    await this.write((await this.list()).filter((camera) => camera.name !== name));
  }

  private async write(cameras: readonly Camera[]): Promise<void> {
    // A file that is half written is never read.
    await writeFile(`${file}.next`, JSON.stringify(cameras, undefined, 2));
    await rename(`${file}.next`, file);
  }
}
