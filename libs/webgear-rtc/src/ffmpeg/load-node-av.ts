import { Module } from 'node:module';
import type * as Constants from 'node-av/constants';
import type * as Library from 'node-av/lib';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { cLibrary } from './c-library.js';

/** FFmpeg's own nouns (`FormatContext`, `Frame`, …) and its constants, in one object. */
export type NodeAv = typeof Library & typeof Constants;

let loading: Promise<NodeAv> | undefined;

/**
 * Loads FFmpeg once per process.
 *
 * Lazily, because the import takes about 150 ms, which a server should spend after it listens; call it early to have
 * it over with. Only the `lib` layer is taken: the `api` layer above it needs `Promise.withResolvers`, which Node 20
 * lacks, and a library must not patch its host's globals.
 *
 * @throws WebGearRtcError `WGR_MEDIA_ENGINE_MISSING` when there is no build of node-av for this platform
 */
export function loadNodeAv(): Promise<NodeAv> {
  loading ??= importNodeAv().catch((cause: unknown) => {
    loading = undefined;
    throw new WebGearRtcError(
      'WGR_MEDIA_ENGINE_MISSING',
      {
        platform: `${process.platform}-${process.arch}`,
        reason: cause instanceof Error ? cause.message : String(cause),
        cLibrary: cLibrary(),
      },
      { cause },
    );
  });
  return loading;
}

async function importNodeAv(): Promise<NodeAv> {
  const [library, constants] = await importModules().catch((cause: unknown) => {
    const modules = requireOutsideSandbox();
    if (modules === undefined) throw cause;
    return modules;
  });
  // FFmpeg writes to stderr by itself; what matters comes back as an error, the rest only on demand (ffmpeg-log.ts).
  library.Log.setLevel(constants.AV_LOG_QUIET);
  return { ...constants, ...library };
}

type NodeAvModules = readonly [typeof Library, typeof Constants];

async function importModules(): Promise<NodeAvModules> {
  // One after the other: they share files, and a loader that links two graphs at once (jest on Node 20) trips over that.
  const library = await import('node-av/lib');
  return [library, await import('node-av/constants')];
}

/**
 * Jest's module loader cannot `require()` an ES module such as node-av. It offers a subclass of Node's own `Module`, and
 * that class still has the loader that can.
 */
function requireOutsideSandbox(): NodeAvModules | undefined {
  const { createRequire } = Object.getPrototypeOf(Module) as Partial<typeof Module>;
  if (createRequire === undefined) return undefined;
  const require = createRequire(import.meta.url);
  return [require('node-av/lib') as typeof Library, require('node-av/constants') as typeof Constants];
}
