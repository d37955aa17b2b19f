import { commonDisturbance } from '../run/quietness.mjs';
import { median } from '../send-path/statistics.mjs';
import { launch } from './launch.mjs';
import { launchEmpty, launchOurs } from './servers.mjs';

const rounds = { quick: 2, full: 6 };

/** From the start of the process to the first page, in turns with an application that has nothing in it. */
export async function measureLaunches({ mode, quietness }) {
  const ours = [];
  const empty = [];
  const disturbances = [];
  // What is read from the disk the first time is in memory from then on.
  for (const start of [launchOurs, launchEmpty]) await launch(start);
  for (let round = 0; round < rounds[mode]; round += 1) {
    const end = quietness.watch();
    ours.push(await launch(launchOurs));
    empty.push(await launch(launchEmpty), await launch(launchEmpty));
    ours.push(await launch(launchOurs));
    disturbances.push(end().disturbance);
  }
  return {
    rows: () => [
      {
        id: 'launch',
        title: 'launch to the first HTTP 200, median',
        value: median(ours),
        unit: 'ms',
        digits: 0,
        beside: `an empty Nest application ${median(empty).toFixed(0)} ms`,
        voidBecause: commonDisturbance(disturbances.map((each) => each())),
      },
    ],
  };
}
