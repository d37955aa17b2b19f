import { describe, expect, it } from '@jest/globals';
import { readCounters } from './hardware-counters.mjs';

describe('readCounters', () => {
  it('reads what was counted', () => {
    const output =
      '4181530112,,instructions,30001,100.00,1.2,insn per cycle\n3400123456,,cycles:u,30001,100.00,,\n';
    expect(readCounters(output)).toEqual({ instructions: 4_181_530_112, cycles: 3_400_123_456 });
  });

  it('leaves out what the machine does not count', () => {
    expect(readCounters('<not supported>,,instructions,0,100.00,,\n7,,cycles,1,100.00,,\n')).toEqual({
      cycles: 7,
    });
  });

  it('finds nothing in an error', () => {
    expect(readCounters('Problems finding threads of monitor\n Usage: perf stat, 1, 2\n')).toEqual({});
  });
});
