/**
 * Shortest distance of two frames of one stream, in microseconds: a little more than a tick of the 90 kHz RTP clock.
 *
 * Frames that share an RTP timestamp are one frame to a receiver (RFC 3550, 5.1), which then decodes neither.
 */
export const smallestStepUs = 12;
