import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from './run-tool.js';

const library = fileURLToPath(new URL('../../../libs/webgear-rtc', import.meta.url));

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** The library as the registry would get it, in a folder that goes with it. */
export class PackedLibrary implements Disposable {
  private constructor(
    private readonly folder: string,
    /** Path of the tarball. */
    readonly tarball: string,
    /** Paths in it. */
    readonly paths: readonly string[],
    /** Size of the tarball in bytes. */
    readonly sizeBytes: number,
    /** Size of its files in bytes. */
    readonly unpackedSizeBytes: number,
  ) {}

  /** Packs what was built last. */
  static async pack(): Promise<PackedLibrary> {
    const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-pack-'));
    const { stdout } = await runTool('npm', ['pack', '--json', '--pack-destination', folder], library);
    // A list up to npm 11, an object by package name from 12 on.
    const reports = JSON.parse(stdout) as readonly PackReport[] | Readonly<Record<string, PackReport>>;
    const [report] = Object.values(reports) as PackReport[];
    if (report === undefined) throw new Error('npm packed nothing.');
    const { filename, files, size, unpackedSize } = report;
    const paths = files.map(({ path }) => path);
    return new PackedLibrary(folder, join(folder, filename), paths, size, unpackedSize);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
