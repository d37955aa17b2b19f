/** Injects the `PeerManager` of a registration. */
export const PEER_MANAGER = Symbol('WebGearRtcPeerManager');
