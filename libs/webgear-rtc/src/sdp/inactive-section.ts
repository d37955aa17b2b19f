import { midLine, mixedLine, type TransportLines } from './answer-section.js';
import type { MediaSection, OfferedCodec } from './session-description.js';

// Nothing but these says what a stream of media is by itself.
const auxiliaryCodecs = new Set(['rtx', 'red', 'ulpfec', 'flexfec-03', 'cn', 'telephone-event']);
const usualSctpPort = 5000;

/**
 * Whether a bundled section can be accepted without media; of other kinds we do not know how.
 *
 * Data is refused where that is possible: an association that is accepted and never answers keeps a data channel waiting,
 * and libdatachannel from saying that it is connected.
 *
 * @param isTagged whether the transport of the group is this section's, without which there is none
 */
export function canBeInactive({ kind, protocol }: MediaSection, isTagged: boolean): boolean {
  if (kind === 'audio' || kind === 'video') return true;
  return isTagged && kind === 'application' && /SCTP/i.test(protocol);
}

/**
 * A section beside the video that is accepted, but without media either way.
 *
 * To refuse it with port 0 would be simpler. But where it is the tagged section of its group, Chromium with `max-bundle` and
 * others that take RFC 9143 at its word know no other transport than this section's; and aiortc knows no refusal at all.
 * It has one codec of the offer, since aiortc and others refuse a section without one in common.
 */
export function inactiveSection(media: MediaSection, transport: TransportLines): string[] {
  const codec = media.codecs.find(({ name }) => !auxiliaryCodecs.has(name));
  const isData = media.kind === 'application';
  const format = isData ? media.formats.join(' ') : (codec?.payloadType ?? media.formats[0]);
  return [
    `m=${media.kind} ${transport.port} ${media.protocol} ${format}`,
    transport.connection,
    ...transport.lines.filter((line) => !isData || !line.startsWith('a=rtcp:')),
    ...midLine(media),
    ...(isData ? dataLines(media) : [...mixedLine(media), 'a=inactive', 'a=rtcp-mux', 'a=rtcp-mux-only']),
    ...(codec === undefined || isData ? [] : codecLines(codec)),
  ];
}

/** An association that never answers (RFC 8841, 5): a data channel stays closed, and the transport is there. */
function dataLines({ formats: [format = ''] }: MediaSection): string[] {
  return /^\d+$/.test(format)
    ? [`a=sctpmap:${format} webrtc-datachannel 0`]
    : [`a=sctp-port:${usualSctpPort}`, 'a=max-message-size:0'];
}

function codecLines({ payloadType, rtpmap, parameters }: OfferedCodec): string[] {
  return [
    `a=rtpmap:${payloadType} ${rtpmap}`,
    ...(parameters === undefined ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
  ];
}
