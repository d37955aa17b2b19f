import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** The watcher counts its own seconds between two beats, so a suspended machine does no harm. */
const BEAT_MS = 1000;

/**
 * Preloaded into jest and its workers: writes a file that changes as long as the event loop of the process turns. A main
 * thread that is blocked (a native call, `spawn` that waits for its fork) can report nothing, but its beat stops.
 */
const folder = process.env['WEBGEAR_TEST_PROGRESS'];
const isJest = /[\\/](jest|jest-worker)[\\/](bin|build)[\\/]/.test(process.argv[1] ?? '');
if (folder !== undefined && isMainThread && isJest) {
  const file = join(folder, `${process.pid}.beat`);
  let beats = 0;
  const beat = () => {
    try {
      writeFileSync(file, String(beats++));
    } catch {
      // The folder goes when the run is over.
    }
  };
  beat();
  setInterval(beat, BEAT_MS).unref();
  process.on('exit', () => rmSync(file, { force: true }));
}
