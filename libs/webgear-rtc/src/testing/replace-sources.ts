import type { FrameProvider } from '../index.js';
import { MEDIA_ENVIRONMENT, systemEnvironment, type MediaEnvironment } from '../media-environment.js';
import type { VirtualCaptureClock } from './virtual-capture-clock.js';

/**
 * What of Nest's `TestingModuleBuilder` is used, of any release.
 *
 * @publicApi
 */
export interface ProviderOverrides<Builder> {
  /** As Nest's. */
  overrideProvider(token: unknown): {
    /** As Nest's. */
    useValue(value: unknown): Builder;
  };
}

/**
 * Sources of frames for a test, by the name of the stream; `default` is the stream of an application that names none.
 *
 * @publicApi
 */
export type SourceReplacements = Readonly<Record<string, FrameProvider>>;

/**
 * Lets streams show frames of a test instead of those of a camera, a file or a program. All else stays what it is in
 * production: options are checked, frames are scaled, encoded and sent.
 *
 * ```ts
 * const frames = new TestFrameSource();
 * const builder = Test.createTestingModule({ imports: [AppModule] });
 * const module = await replaceSources(builder, { default: frames }).compile();
 * ```
 *
 * Streams of several registrations that have the same name get the same source.
 *
 * @param builder of Nest's `Test.createTestingModule()`
 * @param sources a {@link TestFrameSource}, or any source of frames
 * @param clock the time of sources and encoders, where the test moves it; the system's when left out
 * @returns the builder
 * @publicApi
 */
export function replaceSources<Builder extends ProviderOverrides<Builder>>(
  builder: Builder,
  sources: SourceReplacements,
  clock?: VirtualCaptureClock,
): Builder {
  const environment: MediaEnvironment = {
    clock: clock ?? systemEnvironment.clock,
    sources: new Map(Object.entries(sources)),
  };
  return builder.overrideProvider(MEDIA_ENVIRONMENT).useValue(environment);
}
