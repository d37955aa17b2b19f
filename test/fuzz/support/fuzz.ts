import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { SeededRandom } from '../../../libs/webgear-rtc/src/testing/seeded-random.js';
import { mutate as mutateBytes } from './mutate.js';

/** What is fed with what. */
export interface FuzzTarget {
  /** Folder of inputs that once broke it, below `corpus/`. */
  readonly name: string;
  /** Valid inputs, whose neighbours are tried. */
  readonly samples: readonly Buffer[];
  /** Must return for every input; a promise is awaited. */
  readonly feed: (input: Buffer) => unknown;
  /** Makes an input of the samples, where not of their bytes. */
  readonly mutate?: (random: SeededRandom, samples: readonly Buffer[]) => Buffer;
  /** Inputs in a normal run, where not the usual number. */
  readonly inputs?: number;
}

const factor = Number(process.env['FUZZ_FACTOR'] ?? 1);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_260);
const slowestCpuMs = 1000;

/**
 * Feeds a target with everything that ever broke it and then with neighbours of its samples.
 *
 * `FUZZ_FACTOR` multiplies the number of inputs, `FUZZ_SEED` makes others. An input that throws, takes more than a
 * second of the processor or leaves a rejection behind is kept in the corpus; commit it together with what mends it.
 */
export async function fuzz({
  name,
  samples,
  feed,
  mutate = mutateBytes,
  inputs = 10_000,
}: FuzzTarget): Promise<void> {
  const corpus = fileURLToPath(new URL(`../corpus/${name}/`, import.meta.url));
  const random = new SeededRandom(seed);
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', onRejection);
  try {
    for (const known of readCorpus(corpus)) await feed(known);
    for (let done = 0; done < inputs * factor; done++) {
      const input = mutate(random, samples);
      try {
        const before = process.cpuUsage();
        const result = feed(Buffer.from(input));
        if (result instanceof Promise) await result;
        // Rejections are reported between turns of the event loop.
        if (done % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
        // Of the processor, not of the clock: what else a machine does breaks no input.
        const { user, system } = process.cpuUsage(before);
        if ((user + system) / 1000 > slowestCpuMs) throw new Error('It takes more than a second.');
        if (rejections.length > 0) throw rejections[0];
      } catch (error) {
        throw new Error(`Input ${keep(corpus, input)} broke it.`, { cause: error });
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  } finally {
    process.off('unhandledRejection', onRejection);
  }
}

function readCorpus(folder: string): Buffer[] {
  return existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(`${folder}${file}`)) : [];
}

function keep(folder: string, input: Buffer): string {
  const path = `${folder}${createHash('sha256').update(input).digest('hex').slice(0, 16)}.bin`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, input);
  return path;
}
