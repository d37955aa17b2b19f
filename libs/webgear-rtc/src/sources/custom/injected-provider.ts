import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { FrameProvider } from '../../options/custom-stream.js';
import { nameOf } from './frame-provider.js';

/**
 * The application's instance of a class, wherever it is provided; otherwise a new one, created with the providers of
 * this module and its imports.
 *
 * @throws WebGearRtcError `WGR_CUSTOM_STREAM_INVALID` when a dependency cannot be resolved
 */
export async function injectedProvider(
  moduleRef: ModuleRef,
  type: Type<FrameProvider>,
  streamName: string,
): Promise<FrameProvider> {
  try {
    return (await provided(moduleRef, type)) ?? (await moduleRef.create(type));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    const reason = `${nameOf(type)} could not be created: ${why}`;
    throw new WebGearRtcError('WGR_CUSTOM_STREAM_INVALID', { streamName, reason }, { cause });
  }
}

async function provided(moduleRef: ModuleRef, type: Type<FrameProvider>): Promise<FrameProvider | undefined> {
  try {
    return moduleRef.get(type, { strict: false });
  } catch (error) {
    // By name: Nest does not export the classes of these errors.
    const { name } = (error as Error).constructor;
    if (name === 'UnknownElementException') return undefined;
    if (name === 'InvalidClassScopeException') return moduleRef.resolve(type, undefined, { strict: false });
    throw error;
  }
}
