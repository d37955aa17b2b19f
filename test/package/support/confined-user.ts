/** Who a confined program runs as: a number that no list of users has. */
const unknownUser = '61234';

/** Where a confined program finds the folder it may only read. */
const readOnlyFolder = '/mnt';

/** What surrounds a confined program. */
export interface Confinement {
  /** Folder of the program, all of which it may read and none of which it may write. */
  readonly folder: string;
  /** Its environment, without HOME unless stated; `%` stands for the folder. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder below the other on a disk of its own, which is full. */
  readonly fullDisk?: string;
}

/**
 * A command that runs another as a user without name, home or rights, on a file system that only it sees. Needs root, as
 * the container that it stands for does.
 */
export function confined({
  folder,
  environment = {},
  fullDisk,
}: Confinement): (command: readonly string[]) => string[] {
  const mounts = [`mount --bind -o ro '${folder}' ${readOnlyFolder}`];
  if (fullDisk !== undefined) {
    const disk = `${readOnlyFolder}/${fullDisk}`;
    mounts.push(`mount -t tmpfs -o size=16k,mode=1777 none '${disk}'`);
  }
  const user = `exec setpriv --reuid ${unknownUser} --regid ${unknownUser} --clear-groups "$@"`;
  const script = [...mounts, 'cd /', user].join(' && ');
  const variables = Object.entries(environment).map(
    ([name, value]) => `${name}=${value.replace('%', readOnlyFolder)}`,
  );
  return (command) => [
    'unshare',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    'env',
    '-u',
    'HOME',
    ...variables,
    ...command.map((word) => word.replace(folder, readOnlyFolder)),
  ];
}
