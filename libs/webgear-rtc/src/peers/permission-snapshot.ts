import type { ViewPermission } from '../options/access-options.interface.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';

/** What a snapshot says of the permission of its viewer. */
export type PermissionSnapshot = Pick<PeerSnapshot, 'viewer' | 'expiresAtMs'>;

/** A permission as snapshots have it. */
export function permissionSnapshot({ viewer, expiresAt }: ViewPermission = {}): PermissionSnapshot {
  return {
    ...(viewer !== undefined && { viewer }),
    ...(expiresAt !== undefined && { expiresAtMs: Number(expiresAt) }),
  };
}
