/**
 * The floor, where this machine has what it takes: Linux, UDP GSO, koffi.
 *
 * @param {number} port of this machine to send to
 * @returns {Promise<import('./floor.mjs').Floor | undefined>}
 */
export async function openFloor(port) {
  try {
    const { Floor } = await import('./floor.mjs');
    return new Floor(port);
  } catch (error) {
    process.stdout.write(`no floor: ${error.message.split('\n')[0]}\n`);
    return undefined;
  }
}
