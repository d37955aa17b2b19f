import { Inject, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { PeerManager } from './peers/peer-manager.interface.js';
import { PEER_MANAGER } from './peers/peer-manager.token.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';

/**
 * One registration of the module, as the application sees it.
 *
 * @publicApi
 */
@Injectable()
export class WebGearRtcService {
  /** The viewers as they are now, and again after each change. */
  readonly peers$: Observable<readonly PeerSnapshot[]>;

  /** @internal */
  constructor(@Inject(PEER_MANAGER) private readonly peerManager: PeerManager) {
    this.peers$ = peerManager.peers$;
  }

  /** The viewers as they are now. */
  get peers(): readonly PeerSnapshot[] {
    return this.peerManager.snapshot();
  }
}
