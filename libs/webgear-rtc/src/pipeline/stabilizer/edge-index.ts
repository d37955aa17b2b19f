import type { StabilizerBorderType } from '../../options/stabilize-options.interface.js';

/**
 * Which sample of a row or column stands for one that may lie beyond its ends.
 *
 * @param length of the row or column, 2 or more
 * @returns -1 for black
 */
export function edgeIndex(index: number, length: number, borderType: StabilizerBorderType): number {
  if (index >= 0 && index < length) return index;
  switch (borderType) {
    case 'black':
      return -1;
    case 'replicate':
      return index < 0 ? 0 : length - 1;
    case 'wrap':
      return modulo(index, length);
    case 'reflect': {
      const place = modulo(index, 2 * length);
      return place < length ? place : 2 * length - 1 - place;
    }
    case 'reflect_101': {
      const place = modulo(index, 2 * length - 2);
      return place < length ? place : 2 * length - 2 - place;
    }
  }
}

function modulo(value: number, length: number): number {
  return ((value % length) + length) % length;
}
