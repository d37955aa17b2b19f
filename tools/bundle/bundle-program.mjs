import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import { thirdPartyNotices } from './third-party-notices.mjs';

/** Packages whose code finds files of its own beside it: they stay where npm has put them. */
const unbundled = ['node-av', 'koffi', 'ffmpeg-static', '@fontsource/dejavu-sans', '@techstark/opencv-js'];

/** Written by the compiler, not by the bundler. */
const compiledFolder = 'compiled';
const templatesFolder = 'templates';
const noticesFile = 'THIRD-PARTY-NOTICES.txt';

/**
 * Puts the program, the library and the packages they use into few files. Node opens and compiles a thousand files one by
 * one otherwise, which is more than half of the time from the launch to the first answer.
 *
 * @param {{ output: string, library: string, templates: string }} folders `output` holds the compiled program in
 *   `compiled`, and gets the bundle; `library` is the compiled library
 */
export async function bundleProgram({ output, library, templates }) {
  const entries = ['main.js', 'cli.js'].map((file) => join(output, compiledFolder, file));
  // Threads and processes are started by the name of their file, beside the code that starts them.
  const threads = readdirSync(library, { recursive: true, encoding: 'utf8' })
    .filter((path) => /-(?:thread|process)-entry\.js$/.test(path))
    .map((path) => join(library, path));
  const bundle = await rolldown({
    input: Object.fromEntries([...entries, ...threads].map((file) => [basename(file, '.js'), file])),
    platform: 'node',
    // What Nest asks for and is not installed is its affair: it asks at run time whether it is there.
    onLog: (level, log, report) => log.code !== 'UNRESOLVED_IMPORT' && report(level, log),
    external: unbundled.map((name) => new RegExp(`^${name}($|/)`)),
  });
  const { output: chunks } = await bundle.write({
    dir: output,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
  });
  await bundle.close();
  writeFileSync(
    join(output, noticesFile),
    thirdPartyNotices(chunks.flatMap(({ moduleIds }) => moduleIds ?? [])),
  );
  cpSync(templates, join(output, templatesFolder), { recursive: true });
  // Afterwards: a program that is running may still load what it needs.
  const kept = new Set([
    compiledFolder,
    noticesFile,
    templatesFolder,
    ...chunks.map(({ fileName }) => fileName),
  ]);
  for (const name of readdirSync(output)) {
    if (!kept.has(name)) rmSync(join(output, name), { recursive: true });
  }
}
