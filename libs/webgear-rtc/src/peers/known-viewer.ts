import type { ViewPermission } from '../options/access-options.interface.js';
import { addressKey } from './address-key.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';

/** What a viewer is known by. */
export interface KnownViewer {
  /** Of `ViewerIdentity`. */
  readonly viewerId?: string | undefined;
  readonly remoteAddress?: string | undefined;
  /** The session it has, or had before. */
  readonly sessionToken?: string | undefined;
}

/** What the viewer of a session is known by. */
export function knownBy({ viewer, remoteAddress }: PeerSnapshot): KnownViewer {
  return { viewerId: viewer?.id, remoteAddress };
}

/** What stands for a viewer where viewers are counted: its identity where it has one, since others may have its address. */
export function keyOf({ viewerId, remoteAddress }: KnownViewer): string | undefined {
  if (viewerId !== undefined) return `viewer ${viewerId}`;
  return remoteAddress === undefined ? undefined : `address ${addressKey(remoteAddress)}`;
}

/** What a snapshot says of the permission of its viewer. */
export type PermissionSnapshot = Pick<PeerSnapshot, 'viewer' | 'expiresAtMs'>;

/** A permission as snapshots have it. */
export function permissionSnapshot({ viewer, expiresAt }: ViewPermission = {}): PermissionSnapshot {
  return {
    ...(viewer !== undefined && { viewer }),
    ...(expiresAt !== undefined && { expiresAtMs: Number(expiresAt) }),
  };
}
