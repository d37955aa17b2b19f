import type { CaptureBackend } from '../../options/backend.js';
import { sourceKindOf, type SourceKind } from './source-kind.js';

const PLATFORMS: Readonly<Partial<Record<CaptureBackend, NodeJS.Platform>>> = {
  v4l2: 'linux',
  x11grab: 'linux',
  avfoundation: 'darwin',
  dshow: 'win32',
};

/** What a source's name stands for when the user said who captures it. */
export function sourceKindFor(
  source: string | number,
  backend: CaptureBackend | number = 'auto',
): SourceKind {
  const name = String(source);
  switch (backend) {
    case 'gstreamer':
      return { kind: 'pipeline', pipeline: name };
    case 'x11grab':
      return { kind: 'screen', display: name.replace(/^screen:/i, '') };
    case 'v4l2':
    case 'avfoundation':
    case 'dshow':
      return /^\d+$/.test(name)
        ? { kind: 'device', index: Number(name) }
        : { kind: 'device-path', path: name };
    default:
      return sourceKindOf(source);
  }
}

/** The platform whose capture API it is; `undefined` leaves it to the machine. */
export function platformOf(backend: CaptureBackend | number = 'auto'): NodeJS.Platform | undefined {
  return typeof backend === 'number' ? undefined : PLATFORMS[backend];
}
