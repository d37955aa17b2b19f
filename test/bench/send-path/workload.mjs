/** Bytes of a datagram, as in video on most paths. */
export const packetBytes = 1200;
/** Of that, what RTP needs without extensions. */
export const rtpHeaderBytes = 12;
const tagBytes = 16;
/** What is left for video. */
export const payloadBytes = packetBytes - rtpHeaderBytes - tagBytes;
/** Packets of a frame: 720p at 4 Mb/s and 30 frames a second. */
export const packetsPerFrame = 14;
/** Viewers with keys of their own, so that no cipher state stays in the nearest cache. */
export const viewers = 10;
/** Frames to each viewer in one burst; the receiver's buffer holds as many. */
export const framesPerBurst = 10;
/** Bursts between two changes of what is measured. */
export const burstsPerSlot = 4;
