import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../test/support/unit-host.js';
import { reloadConfig } from './reload-config.js';

describe('a config file that changes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let config: string;
  let applied: object[];
  let lines: string[];
  let failure: Error | undefined;
  let stop: () => void;

  beforeEach(() => {
    folder = temporaryFolder();
    config = join(folder.path, 'cameras.yaml');
    writeFileSync(config, 'streams: { front: { source: "test:" } }');
    [applied, lines, failure] = [[], [], undefined];
    stop = reloadConfig({
      stated: { config, maxPeers: 7 },
      service: {
        streams: [{ name: 'front', state: 'idle' }],
        applyOptions: (options) => {
          if (failure !== undefined) return Promise.reject(failure);
          applied.push(options);
          return Promise.resolve(['udpPort']);
        },
      },
      say: (line) => lines.push(line),
    });
  });

  afterEach(() => {
    stop();
    folder[Symbol.dispose]();
  });

  async function untilLines(count: number): Promise<void> {
    for (let waited = 0; lines.length < count && waited < 15_000; waited += 50) await sleep(50);
    expect(lines).toHaveLength(count);
  }

  it('is reread once it is complete, with the flags that win over it', async () => {
    writeFileSync(config, 'streams: { front: { source: "te');
    writeFileSync(config, 'streams: { front: { source: "test:", loop: true } }\nudpPort: 4000');
    await untilLines(1);
    expect(applied).toEqual([
      { streams: { front: { source: 'test:', loop: true } }, udpPort: 4000, maxPeers: 7 },
    ]);
    expect(lines[0]).toMatch(/was reread\. Streams: front\. These take effect at the next start: udpPort\.$/);
  }, 30_000);

  it('changes nothing while it is not valid, and is told in one line', async () => {
    writeFileSync(config, 'streams: {');
    await untilLines(1);
    expect([applied, lines[0]]).toEqual([[], expect.stringMatching(/was not applied: .*line 1, column/)]);
    failure = Object.assign(new Error('Option "streams.front.loop" must be a boolean.'), {
      code: 'WGR_OPTION_INVALID',
      detail: { field: 'streams.front.loop' },
    });
    writeFileSync(`${config}.next`, 'streams: { front: { source: "test:", loop: 5 } }');
    renameSync(`${config}.next`, config);
    await untilLines(2);
    expect(lines[1]).toBe(
      `The config file was not applied: Option "streams.front.loop" must be a boolean. (${config})`,
    );
  }, 40_000);
});
