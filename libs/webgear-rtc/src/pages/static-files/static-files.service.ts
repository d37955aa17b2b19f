import { Inject, Injectable } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFilesService } from '../data-files/data-files.service.js';
import { acceptedEncodings, type Encoding } from './accepted-encodings.js';
import { ContentHashes } from './content-hashes.js';
import { findStaticFile, type StaticFile } from './static-file.js';

/** A static file as it is sent. */
export interface ServedFile extends StaticFile {
  /** Its version, as links of pages have it; `undefined` for a file without one. */
  readonly version: string | undefined;
  /** How the bytes are compressed; `undefined` for as they are. */
  readonly encoding: Encoding | undefined;
  /** Whether other clients may get it in another encoding. */
  readonly varies: boolean;
}

/** File name extensions of compressed files. */
const EXTENSIONS: Readonly<Record<Encoding, string>> = { br: 'br', gzip: 'gz' };

/**
 * The static files of the pages, with the versions that links have and the compressed forms made by the build.
 *
 * Compressed files are found by the hash of the content: they are for those copies in a user's folder that are not edited.
 */
@Injectable()
export class StaticFilesService {
  private readonly hashes = new ContentHashes();

  constructor(@Inject(DataFilesService) private readonly dataFiles: DataFilesService) {}

  /**
   * The version of a file, which changes with its content.
   *
   * @param path below the static folder, with `/`
   */
  versionOf(path: string): string | undefined {
    const { staticFolder, packageStaticFolder } = this.dataFiles;
    return this.hashes.of(join(staticFolder, path)) ?? this.hashes.of(join(packageStaticFolder, path));
  }

  /**
   * Finds the file of a URL: the user's, or else that of the package, which a folder of an older version may lack.
   *
   * @param segments decoded path segments below `static/`
   * @param acceptEncoding header of the request
   */
  async find(
    segments: readonly string[],
    acceptEncoding: string | undefined,
  ): Promise<ServedFile | undefined> {
    const { staticFolder, packageStaticFolder, packageCompressedFolder } = this.dataFiles;
    const file =
      (await findStaticFile(staticFolder, segments)) ?? (await findStaticFile(packageStaticFolder, segments));
    if (file === undefined) return undefined;
    const version = this.hashes.of(file.path);
    const plain = { ...file, version, encoding: undefined, varies: false };
    if (version === undefined) return plain;
    const compressed = (encoding: Encoding): string =>
      join(packageCompressedFolder, `${version}.${EXTENSIONS[encoding]}`);
    if (!existsSync(compressed('br'))) return plain;
    const encoding = acceptedEncodings(acceptEncoding).find((accepted) => existsSync(compressed(accepted)));
    if (encoding === undefined) return { ...plain, varies: true };
    return { ...plain, varies: true, encoding, ...compressedForm(file, compressed(encoding), encoding) };
  }
}

function compressedForm(
  { etag }: StaticFile,
  path: string,
  encoding: Encoding,
): Pick<StaticFile, 'etag' | 'read'> {
  return { etag: etag.replace(/"$/, `-${encoding}"`), read: () => readFile(path) };
}
