/**
 * Measures VidGear, unless it cannot be: what it does not bring about is no reason to lose what was measured of others.
 *
 * @template T
 * @param {() => Promise<T>} measure
 * @param {(text: string) => void} say
 * @returns {Promise<T | undefined>}
 */
export async function ifItCan(measure, say) {
  try {
    return await measure();
  } catch (error) {
    say(`  VidGear could not be measured: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}
