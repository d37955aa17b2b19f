import { WebGearRtcError } from '../errors/webgear-rtc.error.js';

// Chromium offers 174 lines for one video section with all its codecs; a page with several cameras has several of them,
// and a machine with containers or tunnels has dozens of network interfaces, each with candidates over UDP and TCP in every
// section. Reading is linear; what grows is what is kept for each section and each candidate.
const maxLines = 4_000;
const maxLineBytes = 2_048;
const maxMediaSections = 64;
const maxCandidates = 1_000;

/**
 * Refuses an SDP that no browser sends, before anything parses it.
 *
 * A parser's work grows with lines, sections and candidates; a body is limited before it comes here.
 *
 * @throws WebGearRtcError `WGR_SDP_INVALID`
 */
export function checkSdpLimits(sdp: string): void {
  const lines = sdp.split(/\r\n|\n|\r/);
  const refuse = (reason: string): never => {
    throw new WebGearRtcError('WGR_SDP_INVALID', { reason });
  };
  if (!sdp.startsWith('v=0')) refuse('it does not begin with "v=0"');
  if (lines.length > maxLines) refuse(`it has more than ${maxLines} lines`);
  if (lines.some((line) => line.length > maxLineBytes)) refuse(`a line is longer than ${maxLineBytes} bytes`);
  const count = (prefix: string): number => lines.filter((line) => line.startsWith(prefix)).length;
  if (count('m=') === 0) refuse('it has no media section');
  if (count('m=') > maxMediaSections) refuse(`it has more than ${maxMediaSections} media sections`);
  if (count('a=candidate') > maxCandidates) refuse(`it has more than ${maxCandidates} candidates`);
}
