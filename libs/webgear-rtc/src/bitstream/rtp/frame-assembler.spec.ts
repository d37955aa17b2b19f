import { describe, expect, test } from '@jest/globals';
import { FrameAssembler } from './frame-assembler.js';

class Rig {
  readonly out: (string | 'loss')[] = [];
  readonly assembler = new FrameAssembler({
    onFrame: ({ payloads, timestamp }) => void this.out.push(`${timestamp}:${payloads.map(String).join('')}`),
    onLoss: () => void this.out.push('loss'),
    continuesFrame: (payload) => payload.toString().startsWith('+'),
  });

  push(timestamp: number, text: string | Buffer, marker = false): void {
    const payload = typeof text === 'string' ? Buffer.from(text) : text;
    this.assembler.push({ timestamp, marker, payload, arrivedUs: 0 });
  }
}

describe('the frame assembler', () => {
  test('ends a frame with the marker, or with another timestamp', () => {
    const rig = new Rig();
    rig.push(1, 'a');
    rig.push(1, 'b', true);
    rig.push(2, 'c');
    expect(rig.out).toEqual(['1:ab']);
    rig.push(3, 'd', true);
    expect(rig.out).toEqual(['1:ab', '2:c', '3:d']);
  });

  test('drops a frame whose beginning, middle or end is lost', () => {
    const rig = new Rig();
    rig.push(1, 'a');
    rig.assembler.noteLoss();
    rig.push(1, 'c', true);
    rig.push(2, 'd', true);
    rig.push(3, 'e');
    rig.assembler.noteLoss();
    // The end of 3 and the beginning of 4 are lost.
    rig.push(4, 'h');
    rig.push(4, 'i', true);
    rig.push(5, 'j', true);
    expect(rig.out).toEqual(['loss', '2:d', 'loss', '5:j']);
  });

  test('keeps no more than 4 MB of a frame', () => {
    const rig = new Rig();
    for (let packet = 0; packet < 100; packet++) rig.push(7, Buffer.alloc(60_000));
    expect(rig.out).toEqual(['loss']);
    rig.push(8, 'next', true);
    expect(rig.out).toEqual(['loss', '8:next']);
  });

  test('trusts markers no more once one stood within a frame', () => {
    const rig = new Rig();
    rig.push(1, 'a', true);
    rig.push(1, 'not of it', true);
    rig.push(2, 'b', true);
    rig.push(2, '+b', true);
    rig.push(3, 'c', true);
    rig.push(3, '+c', true);
    rig.push(4, 'd', true);
    expect(rig.out).toEqual(['1:a', '1:not of it', '2:b', 'loss', '3:c+c']);
  });

  test('copies what it holds before the memory is written to', () => {
    const rig = new Rig();
    const memory = Buffer.from('a');
    rig.push(1, memory);
    rig.assembler.retain();
    memory.write('b');
    rig.assembler.retain();
    rig.push(1, memory, true);
    expect(rig.out).toEqual(['1:ab']);
  });
});
