import { parse, type MediaDescription, type SessionDescription } from 'sdp-transform';

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
type Section = SessionDescription['media'][number];

/** What an answer may say of a section, by what its offer says (RFC 3264, 6.1). */
const answerable: Readonly<Record<Direction, readonly Direction[]>> = {
  sendrecv: ['sendrecv', 'sendonly', 'recvonly', 'inactive'],
  sendonly: ['recvonly', 'inactive'],
  recvonly: ['sendonly', 'inactive'],
  inactive: ['inactive'],
};
const staticPayloadTypes = new Map([
  [0, 'pcmu/8000'],
  [8, 'pcma/8000'],
  [9, 'g722/8000'],
]);

/**
 * What is wrong with an answer to an offer, by a parser that is none of ours: rules of RFC 3264, RFC 8829, RFC 8866 and
 * RFC 9143 that a browser would refuse the answer over, or go wrong by.
 *
 * @returns one sentence for each fault; empty where there is none
 */
export function faultsOfAnswer(offerSdp: string, answerSdp: string): string[] {
  const faults: string[] = [];
  const demand = (isSo: boolean, fault: string): void => void (isSo || faults.push(fault));
  const offer = parse(offerSdp);
  const answer = parse(answerSdp);
  demand(/^v=0\r\no=.+\r\ns=.+\r\nt=0 0\r\n/.test(answerSdp), 'It does not begin as a session does');
  demand(/^(?:[a-z]=[^\r\n]+\r\n)+$/.test(answerSdp), 'A line has no form of a line');
  demand(answer.media.length === offer.media.length, 'It has another number of sections');
  demand(
    answer.extmapAllowMixed === undefined || offer.extmapAllowMixed !== undefined,
    'extmap-allow-mixed was not offered for the session',
  );
  checkGroup(offer, answer, demand);
  answer.media.forEach((section, at) => {
    const offered = offer.media[at];
    const say = (isSo: boolean, fault: string): void => demand(isSo, `Section ${at}: ${fault}`);
    if (offered !== undefined) checkSection(offer, offered, section, say);
  });
  const sending = answer.media.filter((section) => section.port !== 0 && section.direction === 'sendonly');
  demand(sending.filter(({ type }) => type === 'video').length === 1, 'It does not send one video');
  demand(sending.filter(({ type }) => type === 'audio').length <= 1, 'It sends sound twice');
  const withCandidates = answer.media.filter(({ candidates = [] }) => candidates.length > 0);
  demand(withCandidates.length === 1, 'Its candidates are not in one section');
  for (const { candidates = [], endOfCandidates, port } of withCandidates) {
    demand(port !== 0, 'Its candidates are in a refused section');
    demand(endOfCandidates !== undefined, 'It does not say that there are no more candidates');
    demand(candidates[0]?.transport.toLowerCase() === 'udp', 'Its first candidate is not one of UDP');
  }
  return faults;
}

type Demand = (isSo: boolean, fault: string) => void;

function checkGroup(offer: SessionDescription, answer: SessionDescription, demand: Demand): void {
  const groupsOf = ({ groups = [] }: SessionDescription): string[][] =>
    groups.filter(({ type }) => type.toUpperCase() === 'BUNDLE').map(({ mids }) => String(mids).split(/\s+/));
  const groups = groupsOf(answer);
  const offered = groupsOf(offer);
  demand(groups.length <= 1, 'It has two groups');
  const [group = []] = groups;
  demand(new Set(group).size === group.length, 'A section is twice in its group');
  demand(
    group.length === 0 || offered.some((mids) => group.every((mid) => mids.includes(mid))),
    'Its group was not offered',
  );
  const accepted = answer.media.filter(({ port }) => port !== 0).map(({ mid }) => String(mid));
  const acceptedInGroup = group.every((mid) => accepted.includes(mid));
  demand(acceptedInGroup, 'Its group has a section that is refused');
  demand(accepted.length <= 1 || accepted.every((mid) => group.includes(mid)), 'It needs two transports');
  const tagged = answer.media.find(({ mid }) => String(mid) === group[0]);
  demand(
    tagged === undefined || (tagged.candidates ?? []).length > 0,
    'The first section of its group has no candidates',
  );
}

function checkSection(offer: SessionDescription, offered: Section, section: Section, demand: Demand): void {
  demand(section.type.toLowerCase() === offered.type.toLowerCase(), 'another kind');
  demand(section.protocol === offered.protocol, 'another protocol');
  demand(String(section.mid) === String(offered.mid), 'another mid');
  const payloads = String(section.payloads).split(/\s+/);
  const offeredPayloads = String(offered.payloads).split(/\s+/);
  demand(
    payloads.length > 0 && payloads.every((payload) => offeredPayloads.includes(payload)),
    'a new format',
  );
  demand(new Set(payloads).size === payloads.length || section.port === 0, 'a format twice');
  if (section.port === 0) return;
  demand(offered.port !== 0 || 'bundleOnly' in offered, 'accepted, though refused in the offer');
  demand(section.setup === 'passive' || section.setup === 'active', 'no role in DTLS');
  demand(String(section.iceUfrag ?? '').length >= 4, 'no ICE user name');
  demand(String(section.icePwd ?? '').length >= 22, 'no ICE password');
  demand(
    section.fingerprint?.type === 'sha-256' && /^([\dA-F]{2}:){31}[\dA-F]{2}$/.test(section.fingerprint.hash),
    'no fingerprint',
  );
  if (section.type === 'application') {
    demand(section.sctpPort !== undefined || (section.sctpmap ?? undefined) !== undefined, 'no SCTP port');
    return;
  }
  const direction = (section.direction ?? 'sendrecv') as Direction;
  const offeredDirection = offered.direction ?? offer.direction ?? 'sendrecv';
  demand(
    answerable[offeredDirection as Direction].includes(direction),
    `${direction} to ${offeredDirection}`,
  );
  demand(section.rtcpMux !== undefined, 'no rtcp-mux');
  if (direction === 'sendonly') {
    demand(section.msid !== undefined && /^\S+ \S+$/.test(msidOf(answerMsid(section))), 'no msid');
    demand((section.ssrcs ?? []).length > 0, 'no SSRC');
  }
  checkFormats(offered, section, payloads.map(Number), demand);
  checkExtensions(offer, offered, section, demand);
}

/** Older versions of the parser give one text, newer ones a list. */
const answerMsid = ({ msid }: Section): unknown => msid;
function msidOf(msid: unknown): string {
  const first: unknown = Array.isArray(msid) ? msid[0] : msid;
  if (typeof first === 'string') return first;
  const { id = '', appdata = '' } = first as { id?: string; appdata?: string };
  return `${id} ${appdata}`;
}

function checkFormats(offered: Section, section: Section, payloads: number[], demand: Demand): void {
  const nameOf = ({ rtp }: MediaDescription, payload: number): string | undefined => {
    const map = rtp.find((entry) => entry.payload === payload);
    if (map === undefined) return staticPayloadTypes.get(payload);
    const { codec, rate, encoding } = map;
    const channels = encoding === undefined || Number(encoding) === 1 ? '' : `/${encoding}`;
    return `${codec}/${rate ?? ''}${channels}`.toLowerCase();
  };
  for (const payload of payloads) {
    const name = nameOf(section, payload);
    const was = nameOf(offered, payload);
    // Some offers leave out the channels of Opus, which has two in any case.
    const isSame = name === was || (name === 'opus/48000/2' && was === 'opus/48000');
    demand(isSame, `${payload} is ${name}, but was ${was}`);
  }
  demand(
    section.rtp.every(({ payload }) => payloads.includes(payload)),
    'a format that is not on its line',
  );
  for (const { payload, config } of section.fmtp) {
    demand(payloads.includes(payload), 'parameters of a format that is not on its line');
    const apt = /\bapt=(\d+)/.exec(config)?.[1];
    demand(
      apt === undefined || payloads.includes(Number(apt)),
      `retransmissions of ${apt}, which it does not have`,
    );
  }
  const feedbackOf = ({ rtcpFb = [] }: MediaDescription): string[] =>
    rtcpFb.map(({ payload, type, subtype }) => `${payload} ${type} ${subtype ?? ''}`.trim().toLowerCase());
  const was = feedbackOf(offered);
  for (const feedback of feedbackOf(section)) {
    const isOffered = was.includes(feedback) || was.includes(feedback.replace(/^\d+/, '*'));
    demand(isOffered, `feedback ${feedback} was not offered`);
  }
}

function checkExtensions(
  offer: SessionDescription,
  offered: Section,
  section: Section,
  demand: Demand,
): void {
  const all = [...(offer.ext ?? []), ...(offered.ext ?? [])];
  const ids = (section.ext ?? []).map(({ value }) => value);
  demand(new Set(ids).size === ids.length, 'an id of two header extensions');
  for (const { value, uri } of section.ext ?? []) {
    demand(
      all.some((known) => known.value === value && known.uri === uri),
      `header extension ${value} ${uri} was not offered`,
    );
    demand(value >= 1 && value <= 14, `header extension ${value} does not fit the one-byte form`);
  }
}
