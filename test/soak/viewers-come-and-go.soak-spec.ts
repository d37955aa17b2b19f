import { networkInterfaces } from 'node:os';
import { afterAll, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { eventually } from '../e2e/support/eventually.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { leaveSession, requestSession, type Session } from '../support/post-offer.js';
import { MeasuredServer, type Holdings } from './support/measured-server.js';

const cycles = Number(process.env['SOAK_VIEWERS'] ?? 60);

/** Compiled code, pools and the lists of viewers take what they need in the first rounds. */
const warmUpCycles = 30;
const atOnce = 4;
/** One in so many leaves without a close request, and is missed only after a while. */
const vanishing = 7;
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === 'IPv6'),
);
/** The engine compiles code and throws it away as it likes: objects are counted one by one. */
const allowedHeapBytes = 4 * 2 ** 20;
/** The frames and packets that are under way at the moment. */
const allowedExternalBytes = 4 * 2 ** 20;
const settleMs = 20_000;

afterAll(() => {
  // Ends the threads of the library, which would keep the process up.
  cleanup();
});

test(
  `${cycles} viewers that come and go leave nothing behind`,
  async () => {
    const flags = '--source test: --keep-warm --max-peers 500 --resolution 160x120 --frame-size-reduction 0';
    await using server = await MeasuredServer.start(flags.split(' '));
    await churn(server, warmUpCycles, false);
    const before = await eventually(() => server.measure(), isAlone, settleMs);
    const objectsBefore = await server.objects();
    await churn(server, cycles, true);
    const after = await eventually(
      () => server.measure(),
      (now) => isAlone(now) && holdsNoMore(now, before),
      settleMs,
    );
    process.stdout.write(`before: ${describe(before)}\nafter: ${describe(after)}\n`);
    expect(after.openFiles).toBe(before.openFiles);
    // The one that paces the source may run at the moment, or not.
    expect(after.timers).toBeLessThanOrEqual(before.timers + 1);
    // Those that vanished are missed after twelve seconds.
    await eventually(
      async () => grown(objectsBefore, await server.objects()),
      (names) => names.length === 0,
      2 * settleMs,
    );
  },
  60_000 + (warmUpCycles + cycles) * 1000,
);

/** Without a viewer a server has the socket that listens for HTTP, and the port for media in each family of addresses. */
function isAlone({ sockets }: Holdings): boolean {
  return sockets === (hasIpv6 ? 3 : 2);
}

function holdsNoMore(now: Holdings, before: Holdings): boolean {
  return (
    now.openFiles <= before.openFiles &&
    now.heapBytes - before.heapBytes < allowedHeapBytes &&
    now.externalBytes - before.externalBytes < allowedExternalBytes
  );
}

/** Of what there is one more for many of the viewers. */
function grown(before: Record<string, number>, now: Record<string, number>): string[] {
  return Object.keys(now).filter((name) => (now[name] ?? 0) - (before[name] ?? 0) >= cycles / 2);
}

/** Lets viewers watch one frame each, a few at the same time. */
async function churn(server: MeasuredServer, count: number, someVanish: boolean): Promise<void> {
  let left = count;
  const watchInTurn = async (): Promise<void> => {
    while (left-- > 0) {
      let session: Session | undefined;
      const number = left;
      using viewer = new LibDataChannelViewer(number % 2 === 0 ? 'vp8' : 'h264');
      await viewer.connect(async (sdp) => {
        session = await requestSession(server.url, sdp);
        return session.sdp;
      });
      await viewer.waitForFrames(1);
      const vanishes = someVanish && number % vanishing === 0;
      if (session !== undefined && !vanishes) await leaveSession(server.url, session);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, watchInTurn));
}

function describe({ openFiles, sockets, timers, ...bytes }: Holdings): string {
  const mebibytes = (count: number): string => (count / 2 ** 20).toFixed(1);
  return (
    `${openFiles} files, ${sockets} sockets, ${timers} timers, ${mebibytes(bytes.heapBytes)} MiB heap, ` +
    `${mebibytes(bytes.externalBytes)} MiB external, ${mebibytes(bytes.residentBytes)} MiB resident`
  );
}
