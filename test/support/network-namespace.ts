import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let count = 0;

/**
 * A network of its own for the programs of a test: interfaces and addresses that nobody else sees, and which come and go. Needs
 * root and `ip`, as a test machine has them; where they are missing, a test fails instead of being passed over.
 */
export class NetworkNamespace implements Disposable {
  readonly name = `webgear-rtc-${process.pid}-${++count}`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-namespace-'));

  constructor() {
    execFileSync('ip', ['netns', 'add', this.name]);
    this.ip('link set lo up');
  }

  /** Runs `ip` in it, with words that blanks divide. */
  ip(words: string): void {
    execFileSync('ip', ['-n', this.name, ...words.split(' ')]);
  }

  /** Lays a cable to another namespace; an interface of the same name stands at either end, up. */
  connect(other: NetworkNamespace, name: string): void {
    this.ip(`link add ${name} type veth peer name ${name} netns ${other.name}`);
    for (const each of [this, other]) each.ip(`link set ${name} up`);
  }

  /** What a command begins with that is to run in it. */
  get through(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Path of a program that runs another one in it, for what starts programs by their path alone. */
  launcherOf(program: string): string {
    const path = join(this.folder, 'launcher');
    writeFileSync(path, `#!/bin/sh\nexec ${this.through.join(' ')} '${program}' "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  [Symbol.dispose](): void {
    execFileSync('ip', ['netns', 'delete', this.name]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
