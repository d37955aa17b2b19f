import { canaryTolerance } from '../run/canary.mjs';
import { bootstrapInterval, geometricMean, median } from './statistics.mjs';

const fewestBlocks = 6;

/**
 * What the blocks of a run say, as ratios within each block.
 *
 * A block counts when all its packets arrived and its floor is near the run's.
 *
 * @param {readonly { us: Record<string, number>, lost: number }[]} blocks
 */
export function compareWays(blocks) {
  const whole = blocks.filter(({ lost }) => lost === 0);
  const usual = (name) => median(whole.map(({ us }) => us[name] ?? Number.NaN));
  const floorUs = usual('floor');
  const isUsual = ({ us }) => !(Math.abs(us.floor / floorUs - 1) > canaryTolerance);
  // Where there is no floor, nothing can be said against a block by it.
  const kept = whole.filter(isUsual);
  const enough = kept.length >= fewestBlocks;
  const ratio = (above, below) => {
    const ratios = kept.map(({ us }) => us[above] / us[below]);
    return enough
      ? { value: geometricMean(ratios), range: bootstrapInterval(ratios) }
      : { value: Number.NaN, range: undefined };
  };
  const lost = blocks.reduce((sum, block) => sum + block.lost, 0);
  const voidBecause = enough
    ? undefined
    : `${kept.length} of ${blocks.length} blocks counted${lost > 0 ? `, ${lost} datagrams got lost` : ', the floor moved in the others'}`;
  return { floorUs, usual, ratio, voidBecause, counted: kept.length, lost };
}
