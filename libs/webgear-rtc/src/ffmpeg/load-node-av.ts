import { Module } from 'node:module';
import type * as Constants from 'node-av/constants';
import type * as Library from 'node-av/lib';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { cLibrary } from './c-library.js';

/** FFmpeg's types (`FormatContext`, `Frame`, …) and constants in one object. */
export type NodeAv = typeof Library & typeof Constants;

let loading: Promise<NodeAv> | undefined;

/**
 * Loads FFmpeg once per process.
 *
 * Lazily, because the import takes about 150 ms, which a server should spend after it listens; call it early to
 * preload. Only the `lib` layer is used: the `api` layer above it needs `Promise.withResolvers`, which Node 20 lacks,
 * and a library must not patch globals of its host.
 *
 * @throws WebGearRtcError `WGR_MEDIA_ENGINE_MISSING` when node-av has no build for this platform
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
  // FFmpeg logs to stderr by default. Failures are returned as errors; the rest is available on request
  // (ffmpeg-log.ts).
  library.Log.setLevel(constants.AV_LOG_QUIET);
  // SVT-AV1 has a log of its own, which prints a line for each encoder that is closed.
  process.env['SVT_LOG'] ??= '0';
  return { ...constants, ...library };
}

type NodeAvModules = readonly [typeof Library, typeof Constants];

async function importModules(): Promise<NodeAvModules> {
  // Sequentially: they share files, and a loader that links two graphs at once (jest on Node 20) fails.
  const library = await import('node-av/lib');
  return [library, await import('node-av/constants')];
}

/**
 * Jest's module loader cannot `require()` an ES module such as node-av. It provides a subclass of Node's `Module`,
 * whose base class still has a loader that can.
 */
function requireOutsideSandbox(): NodeAvModules | undefined {
  const { createRequire } = Object.getPrototypeOf(Module) as Partial<typeof Module>;
  if (createRequire === undefined) return undefined;
  const require = createRequire(import.meta.url);
  return [require('node-av/lib') as typeof Library, require('node-av/constants') as typeof Constants];
}
