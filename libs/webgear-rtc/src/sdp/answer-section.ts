import type { MediaSection } from './session-description.js';

/** A transport as a section says it. */
export interface TransportLines {
  readonly port: number;
  /** The `c=` line. */
  readonly connection: string;
  readonly lines: readonly string[];
}

/** A header extension as it is answered. */
export interface AnsweredExtension {
  readonly id: number;
  readonly uri: string;
  /** What the viewer said of its direction: where it only receives one, we only send it (RFC 8285, 6). */
  readonly receiveOnly?: boolean;
}

/** What a section with media says of its track besides the payload types. */
export interface AnsweredTrack {
  /** Of the `m=` line, in order of preference. */
  readonly payloadTypes: readonly number[];
  readonly extensions: readonly AnsweredExtension[];
  /** What the viewer may send, in kbit/s; no line where left out. */
  readonly bandwidthKbps?: number;
  /** The value of `a=msid`: media stream id and track id. */
  readonly msid: string;
}

/** Common to the answers of both tracks: what is sent, and over what; the lines of the payload types follow. */
export function sendingSection(
  media: MediaSection,
  transport: TransportLines,
  track: AnsweredTrack,
): string[] {
  return [
    `m=${media.kind} ${transport.port} ${media.protocol} ${track.payloadTypes.join(' ')}`,
    transport.connection,
    // Behind the connection (RFC 8866, 5).
    ...(track.bandwidthKbps === undefined ? [] : [`b=AS:${track.bandwidthKbps}`]),
    ...transport.lines,
    ...midLine(media),
    ...mixedLine(media),
    ...track.extensions.map(({ id, uri, receiveOnly }) =>
      receiveOnly === true ? `a=extmap:${id}/sendonly ${uri}` : `a=extmap:${id} ${uri}`,
    ),
    'a=sendonly',
    `a=msid:${track.msid}`,
    'a=rtcp-mux',
    'a=rtcp-mux-only',
  ];
}

/** The lines of one SSRC, for viewers that do not go by mid. */
export function ssrcLines(ssrc: number, cname: string, msid: string): string[] {
  return [`a=ssrc:${ssrc} cname:${cname}`, `a=ssrc:${ssrc} msid:${msid}`];
}

/** It is answered where it was offered: Firefox says it in each section, others for the session (RFC 8285, 6). */
export function mixedLine({ extmapAllowMixed }: MediaSection): string[] {
  return extmapAllowMixed ? ['a=extmap-allow-mixed'] : [];
}

/** An answer names a section only where the offer does (RFC 5888, 9.1). */
export function midLine({ mid }: MediaSection): string[] {
  return mid === undefined ? [] : [`a=mid:${mid}`];
}
