import { of } from 'rxjs';
import { WebGearRtcError } from './errors/webgear-rtc.error.js';
import type { PeerAnswer, PeerManager } from './peers/peer-manager.interface.js';

/** Stands where the viewers' room will be; refuses everybody. */
export class NoPeers implements PeerManager {
  readonly peers$ = of([]);

  snapshot(): readonly [] {
    return [];
  }

  connect(): Promise<PeerAnswer> {
    return Promise.reject(new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds: 5 }));
  }

  closePeer(): boolean {
    return false;
  }

  closeAll(): number {
    return 0;
  }
}
