import type { SeededRandom } from '../../../libs/webgear-rtc/src/testing/seeded-random.js';
import { offerVariants } from '../../support/offer-variants.js';

/** An offer in parts: the lines of the session, and those of each section. */
interface Offer {
  session: string[];
  sections: string[][];
}

type Step = (random: SeededRandom, offer: Offer) => void;

const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];
const unknownLines = [
  'a=',
  'a=x',
  'a=rtpmap:',
  'a=fmtp:96',
  'a=extmap:0 urn:x',
  'a=extmap:15 urn:y',
  'b=AS:0',
  'i=?',
  'k=clear:x',
];
const roles = ['actpass', 'active', 'passive', 'holdconn', ''];

/**
 * Another offer that still has the form of one: sections and lines in another order, left out, repeated or changed, in one of the
 * ways that clients write them. Of bytes changed at random hardly any offer is accepted, and no answer is checked.
 */
export function mutateOffer(random: SeededRandom, samples: readonly Buffer[]): Buffer {
  const variants = Object.values(offerVariants);
  let sdp = random.pick(samples).toString('utf8');
  if (random.integer(0, 1) === 0) sdp = random.pick(variants)(sdp);
  const [session = '', ...sections] = sdp
    .split(/\r\n|\n|\r/)
    .join('\r\n')
    .split(/^(?=m=)/m);
  const linesOf = (text: string): string[] => text.split('\r\n').filter((line) => line !== '');
  const offer = { session: linesOf(session), sections: sections.map(linesOf) };
  for (let step = random.integer(0, 8); step > 0; step--) random.pick(steps)(random, offer);
  return Buffer.from([...offer.session, ...offer.sections.flat(), ''].join('\r\n'));
}

const steps: readonly Step[] = [
  function dropLine(random, { session, sections }) {
    const lines = random.pick([session, ...sections]);
    if (lines.length > 1) lines.splice(random.integer(1, lines.length - 1), 1);
  },
  function dropAttribute(random, { sections }) {
    const lines = random.pick(sections);
    const name = random.pick(lines).split(/[:\s]/)[0] ?? '';
    if (!name.startsWith('m='))
      lines.splice(0, lines.length, ...lines.filter((line) => !line.startsWith(name)));
  },
  function repeatLine(random, { sections }) {
    const lines = random.pick(sections);
    const line = lines[random.integer(1, lines.length - 1)];
    if (line !== undefined && !line.startsWith('a=mid'))
      lines.splice(random.integer(1, lines.length), 0, line);
  },
  function moveLine(random, { sections }) {
    const lines = random.pick(sections);
    const [line] = lines.splice(random.integer(1, lines.length - 1), 1);
    if (line !== undefined) lines.splice(random.integer(1, lines.length), 0, line);
  },
  function addUnknown(random, { session, sections }) {
    random.pick([session, ...sections]).push(random.pick(unknownLines));
  },
  function swapSections(random, { sections }) {
    const [section] = sections.splice(random.integer(0, sections.length - 1), 1);
    if (section !== undefined) sections.splice(random.integer(0, sections.length), 0, section);
  },
  function dropSection(random, { sections }) {
    if (sections.length > 1) sections.splice(random.integer(0, sections.length - 1), 1);
  },
  function changeGroup(random, { session }) {
    const at = session.findIndex((line) => line.startsWith('a=group:BUNDLE'));
    const [group = '', ...mids] = session[at]?.split(' ') ?? [];
    if (mids.length === 0) return;
    const [mid = ''] = mids.splice(random.integer(0, mids.length - 1), 1);
    if (random.integer(0, 2) > 0) mids.splice(random.integer(0, mids.length), 0, mid);
    session[at] = [group, ...mids].join(' ');
  },
  function refuseSection(random, { sections }) {
    const lines = random.pick(sections);
    lines[0] = (lines[0] ?? '').replace(/^(m=\S+) \d+/, `$1 ${random.pick(['0', '9', '65535'])}`);
  },
  function turnSection(random, { sections }) {
    const lines = random.pick(sections);
    const kept = lines.filter((line) => !directions.includes(line.slice(2)));
    lines.splice(0, lines.length, ...kept, `a=${random.pick(directions)}`);
  },
  function renumberExtension(random, { sections }) {
    const lines = random.pick(sections);
    const at = lines.findIndex((line) => line.startsWith('a=extmap:'));
    const direction = random.pick(['', '', ...directions.map((name) => `/${name}`)]);
    if (at > 0) {
      lines[at] = (lines[at] ?? '').replace(
        /^a=extmap:\d+\S*/,
        `a=extmap:${random.integer(0, 20)}${direction}`,
      );
    }
  },
  function renumberFormat(random, { sections }) {
    const lines = random.pick(sections);
    const formats = lines[0]?.split(' ').slice(3) ?? [];
    const from = random.pick(formats.length > 0 ? formats : ['96']);
    const to = String(random.integer(34, 127));
    if (formats.includes(to)) return;
    const pattern = new RegExp(`(?<![\\w.])${from}(?![\\w.])`, 'g');
    lines.forEach((line, at) => {
      if (at === 0 || /^a=(?:rtpmap|fmtp|rtcp-fb):/.test(line)) lines[at] = line.replaceAll(pattern, to);
    });
  },
  function changeRole(random, { sections }) {
    const lines = random.pick(sections);
    const at = lines.findIndex((line) => line.startsWith('a=setup:'));
    if (at > 0) lines[at] = `a=setup:${random.pick(roles)}`;
  },
  function changeName(random, { session, sections }) {
    const lines = random.pick(sections);
    const at = lines.findIndex((line) => line.startsWith('a=mid:'));
    const former = lines[at]?.slice(6);
    if (former === undefined) return;
    const name = `${random.pick(['x', 'a.b', 'a/b', 'ä', '-1', '__proto__', 'm'.repeat(40)])}${random.integer(0, 99)}`;
    lines[at] = `a=mid:${name}`;
    const group = session.findIndex((line) => line.startsWith('a=group:BUNDLE'));
    const rename = (mid: string): string => (mid === former ? name : mid);
    if (group >= 0) session[group] = (session[group] ?? '').split(' ').map(rename).join(' ');
  },
];
