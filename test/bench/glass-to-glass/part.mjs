import { launchChromium } from '../../e2e/support/launch-chromium.mjs';
import { ifItCan } from '../vidgear/if-it-can.mjs';
import { VidGearServer } from '../vidgear/vidgear-server.mjs';
import { OurServer } from '../viewers/our-server.mjs';
import { Crowd } from './crowd.mjs';
import { faultOfPhase } from './judge-phase.mjs';
import { measurePhase } from './measure-phase.mjs';
import { openPage } from './open-page.mjs';
import { delayRows } from './rows.mjs';

const crowdSize = 100;
const plans = {
  quick: { frames: 120, phases: ['alone', 'crowded'] },
  full: { frames: 300, phases: ['alone', 'crowded', 'crowded', 'alone'] },
};
/** Our frames alone and beside a crowd, in turns. */
async function measureOurs(browser, { frames, phases }, quietness) {
  const source = ['--source', 'test:barcode', '--frameSizeReduction', '0', '--udp-address', '127.0.0.1'];
  const server = await OurServer.start([...source, '--maxPeers', String(crowdSize + 1)]);
  const crowd = new Crowd();
  try {
    const page = await openPage(browser, server.url);
    const measured = [];
    for (const name of phases) {
      if (name === 'crowded') await crowd.join(server.url, crowdSize);
      else await crowd.leave();
      const phase = await measurePhase(page, frames, crowd, () => quietness.watch({ crowd: crowd.pid }));
      measured.push({ name, ...phase, fault: faultOfPhase(phase, phase.window.cpu.crowd) });
    }
    await page.close();
    return measured;
  } finally {
    await crowd.close();
    await server.close();
  }
}

/** VidGear's frames, drawn alike and shown to one viewer. */
async function measureVidGear(browser, python, frames, quietness) {
  const server = await VidGearServer.start(python, ['barcode']);
  const nobody = new Crowd();
  try {
    const page = await openPage(browser, server.url);
    const phase = await measurePhase(page, frames, nobody, () => quietness.watch());
    await page.close();
    return { ...phase, fault: faultOfPhase(phase, 0) };
  } finally {
    await nobody.close();
    await server.close();
  }
}

/** How old a frame is when a browser shows it, alone and with a hundred viewers beside it. */
export async function measureDelay({ mode, quietness, vidGear, say }) {
  const plan = plans[mode];
  const browser = await launchChromium();
  try {
    const phases = await measureOurs(browser, plan, quietness);
    say(`  ${phases.map(({ name }) => name).join(', ')}`);
    const measureTheirs = () => measureVidGear(browser, vidGear.python, plan.frames, quietness);
    const theirs = vidGear && (await ifItCan(measureTheirs, say));
    return { rows: () => delayRows(phases, theirs, crowdSize) };
  } finally {
    await browser.close();
  }
}
