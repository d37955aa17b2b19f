// Tries the steps of an image without a container engine: carries out a Dockerfile in clean roots, as made by
// `debootstrap --variant=minbase bookworm ROOT`, into which this machine's Node is laid. Usage: node tools/try-image.mjs ROOT
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const repository = new URL('..', import.meta.url).pathname;
const dockerfile = join(repository, 'docs/operations/container/Dockerfile');
const [, , base] = process.argv;
const say = (text) => process.stdout.write(`${text}\n`);

/** Runs a program to its end. */
function run(program, args, input) {
  const { status } = spawnSync(program, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
    input,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${status}`);
}

/** A clean root with Node, in place of node:20-slim. */
function layRoot(root) {
  rmSync(root, { recursive: true, force: true });
  run('cp', ['-a', base, root]);
  const prefix = resolve(dirname(process.execPath), '..');
  for (const path of ['bin/node', 'bin/npm', 'bin/npx', 'lib/node_modules/npm']) {
    mkdirSync(dirname(join(root, 'usr/local', path)), { recursive: true });
    cpSync(join(prefix, path), join(root, 'usr/local', path), { recursive: true, verbatimSymlinks: true });
  }
  // How this machine reaches its registry of packages.
  for (const file of ['etc/resolv.conf', 'etc/hosts']) cpSync(join('/', file), join(root, file));
  const authorities = process.env['NODE_EXTRA_CA_CERTS'];
  if (authorities !== undefined) {
    mkdirSync(dirname(join(root, authorities)), { recursive: true });
    cpSync(authorities, join(root, authorities), { dereference: true });
  }
}

/** The instructions of a Dockerfile; none of ours goes over lines. */
function instructionsOf(text) {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^(\w+) (.*)$/.exec(line)?.slice(1) ?? []);
}

/** Files that git has, as Dockerfile.dockerignore leaves them. */
function copyRepository(target) {
  const { stdout } = spawnSync('git', ['-C', repository, 'archive', 'HEAD'], { maxBuffer: 2 ** 30 });
  run('tar', ['-x', '-C', target], stdout);
}

function copy(stages, stage, words) {
  const from = words[0]?.startsWith('--from=') ? stages.get(words.shift().slice(7)) : undefined;
  const target = words.pop();
  const into = resolve('/', stage.directory, target);
  for (const source of words) {
    if (source === '.') copyRepository(join(stage.root, into));
    else {
      const path = from === undefined ? join(repository, source) : join(from.root, source);
      const isFolder = target.endsWith('/');
      const place = join(stage.root, into, isFolder ? source.split('/').at(-1) : '');
      rmSync(place, { recursive: true, force: true });
      mkdirSync(dirname(place), { recursive: true });
      run('cp', ['-a', path, place]);
    }
  }
}

/** Runs a step in a root that has `/proc`, as an engine lays it. */
function carryOut({ root, directory }, command) {
  const script = `mount -t proc proc ${root}/proc && exec chroot ${root} sh -c 'cd ${directory} && ${command}'`;
  run('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script]);
}

function build() {
  const stages = new Map();
  let stage;
  for (const [instruction, words] of instructionsOf(readFileSync(dockerfile, 'utf8'))) {
    say(`${instruction} ${words}`);
    if (instruction === 'FROM') {
      const name = / AS (\w+)/.exec(words)?.[1] ?? 'final';
      stage = { root: `${base}-${name}`, directory: '/', user: '0:0' };
      stages.set(name, stage);
      layRoot(stage.root);
    } else if (instruction === 'WORKDIR') {
      stage.directory = words;
      mkdirSync(join(stage.root, words), { recursive: true });
    } else if (instruction === 'COPY') copy(stages, stage, words.split(' '));
    else if (instruction === 'RUN') carryOut(stage, words);
    else if (instruction === 'USER') stage.user = words;
    else if (instruction === 'ENTRYPOINT') stage.entry = JSON.parse(words);
    else if (instruction === 'HEALTHCHECK') stage.health = JSON.parse(/CMD (.*)$/.exec(words)[1]);
  }
  return stage;
}

/** A program in the finished root, as an engine runs it: not root, without capabilities, with nothing that can be written. */
function inside({ root, directory, user }, command) {
  const script =
    `mount --bind ${root} ${root} && mount -o remount,ro,bind ${root} && mount -t proc proc ${root}/proc && ` +
    `cd / && exec chroot --userspec=${user} ${root} env -i PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production ` +
    `sh -c 'cd ${directory} && exec "$@"' sh "$@"`;
  return ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', ...command];
}

async function tryIt(stage) {
  const outer = spawn('unshare', inside(stage, [...stage.entry, '--source', 'test:']), { stdio: 'inherit' });
  const ended = once(outer, 'exit');
  // `unshare` takes no signal, and the server, which has changed its user, does not end with it.
  const server = await firstChildOf(outer.pid);
  try {
    for (let attempt = 1; ; attempt += 1) {
      await sleep(1000);
      if (outer.exitCode !== null) throw new Error('The server has ended.');
      const { status } = spawnSync('unshare', inside(stage, stage.health), { stdio: 'inherit' });
      if (status === 0) break;
      if (attempt === 20) throw new Error('The server is not healthy.');
    }
    const page = await fetch('http://127.0.0.1:8000/');
    const image = await fetch('http://127.0.0.1:8000/snapshot.jpg');
    say(
      `healthy; page ${page.status}, snapshot ${image.status}, ${(await image.arrayBuffer()).byteLength} bytes`,
    );
    const write = spawnSync('unshare', inside(stage, ['sh', '-c', 'touch /app/x']), { encoding: 'utf8' });
    say(`writing into the root: ${write.stderr.trim()}`);
    const startedMs = performance.now();
    process.kill(server, 'SIGTERM');
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    if (outer.exitCode === null) throw new Error('The server does not end after SIGTERM.');
    say(`ended ${Math.round(performance.now() - startedMs)} ms after SIGTERM`);
  } finally {
    if (outer.exitCode === null) process.kill(server, 'SIGKILL');
  }
}

async function firstChildOf(parent) {
  for (;;) {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8');
    if (children !== '') return Number.parseInt(children, 10);
    await sleep(10);
  }
}

if (base === undefined) throw new Error('Usage: node tools/try-image.mjs ROOT');
writeFileSync(`${base}/.webgear-rtc`, '');
await tryIt(build());
