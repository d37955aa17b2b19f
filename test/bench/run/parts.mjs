/**
 * What measures each part of a run. Imported when it is wanted: each brings native code along.
 *
 * @type {Readonly<Record<string, () => Promise<(context: object) => Promise<PartResult>>>>}
 *
 * @typedef {object} PartResult
 * @property {() => import('../report/verdict.mjs').Row[]} rows to be asked at the end of the run
 * @property {() => { list: object[], note?: string }} [bars] to draw
 * @property {() => { list: object[], note?: string }} [lines] to draw
 */
export const parts = {
  send: async () => (await import('../send-path/part.mjs')).measureSending,
  viewers: async () => (await import('../viewers/part.mjs')).measureViewers,
  join: async () => (await import('../join/part.mjs')).measureJoins,
  launch: async () => (await import('../launch/part.mjs')).measureLaunches,
  delay: async () => (await import('../glass-to-glass/part.mjs')).measureDelay,
};

/** A part that could not be measured is no reason to lose the others. */
export async function measurePart(name, context) {
  try {
    const measure = await parts[name]();
    return await measure(context);
  } catch (error) {
    const voidBecause = error.message.split('\n')[0];
    context.say(`  ${error.stack}`);
    const row = {
      id: name,
      title: `the part "${name}"`,
      value: Number.NaN,
      unit: '',
      digits: 0,
      voidBecause,
    };
    return { rows: () => [row] };
  }
}
