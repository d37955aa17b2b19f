import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppProcess } from '../../support/app-process.js';
import { confined, type Confinement } from './confined-user.js';
import { runTool } from './run-tool.js';

const hosts = fileURLToPath(new URL('../hosts', import.meta.url));

/** An application of a user, in a folder outside of this repository, with everything from the registry. */
export class InstalledHost implements Disposable {
  private constructor(readonly folder: string) {}

  /** Installs a folder of `hosts/` together with the tarball. */
  static async install(name: string, tarball: string): Promise<InstalledHost> {
    const folder = mkdtempSync(join(tmpdir(), `webgear-rtc-${name}-`));
    const host = new InstalledHost(folder);
    try {
      cpSync(join(hosts, name), folder, { recursive: true });
      await runTool('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder);
      return host;
    } catch (error) {
      host[Symbol.dispose]();
      throw error;
    }
  }

  /** Compiles with the host's own TypeScript; rejects with its complaints. */
  async compile(project = 'tsconfig.json'): Promise<void> {
    await runTool(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], this.folder);
  }

  /** Runs the host's own tests with a program it has installed; rejects with what that printed when one fails. */
  async test(runner: string, args: readonly string[]): Promise<string> {
    const { stdout, stderr } = await runTool('npx', ['--no-install', runner, ...args], this.folder);
    return stdout + stderr;
  }

  /** Starts what was compiled. */
  start(): Promise<AppProcess> {
    return AppProcess.start(join(this.folder, 'dist/main.js'));
  }

  /** Starts another of the compiled files as a user without rights; see {@link Confinement}. */
  startConfined(file: string, confinement: Omit<Confinement, 'folder'>): Promise<AppProcess> {
    const through = confined({ ...confinement, folder: this.folder });
    return AppProcess.start(join(this.folder, 'dist', file), [], through);
  }

  /** Runs another of the compiled files to its end, and returns what it printed. */
  async run(file: string): Promise<string> {
    const { stdout } = await runTool(process.execPath, [join('dist', file)], this.folder);
    return stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
