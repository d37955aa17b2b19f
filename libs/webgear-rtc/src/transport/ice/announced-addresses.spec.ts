import { describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { AnnouncedAddresses } from './announced-addresses.js';

describe('announced addresses', () => {
  test('are what was stated, and nobody is asked, where there is no name among them', async () => {
    const asked: string[] = [];
    const announced = new AnnouncedAddresses(
      ['203.0.113.7', '203.0.113.8:40000', '[2001:db8::1]:40001'],
      new VirtualCaptureClock(),
      async (name) => [name, String(asked.push(name))],
    );
    expect(await announced.current()).toEqual([
      { host: '203.0.113.7' },
      { host: '203.0.113.8', port: 40_000 },
      { host: '2001:db8::1', port: 40_001 },
    ]);
    expect(asked).toEqual([]);
  });

  test('follow a name within a minute, and keep its addresses while nobody knows it', async () => {
    const clock = new VirtualCaptureClock();
    let answer: string[] | undefined = ['203.0.113.7', '2001:db8::1'];
    let asked = 0;
    const announced = new AnnouncedAddresses(['home.example.org:40000', '192.0.2.1'], clock, async () => {
      asked++;
      if (answer === undefined) throw new Error('ENOTFOUND');
      return answer;
    });
    const hosts = async (): Promise<string[]> =>
      (await announced.current()).map(({ host, port }) => `${host} ${port ?? ''}`.trim());
    expect(await hosts()).toEqual(['203.0.113.7 40000', '2001:db8::1 40000', '192.0.2.1']);
    answer = ['203.0.113.9'];
    await clock.advance(59_000);
    await hosts();
    expect(asked).toBe(1);
    await clock.advance(2000);
    // Who joins now does not wait; who joins next has the new one.
    expect(await hosts()).toHaveLength(3);
    expect(await hosts()).toEqual(['203.0.113.9 40000', '192.0.2.1']);
    answer = undefined;
    await clock.advance(61_000);
    await hosts();
    expect(await hosts()).toEqual(['203.0.113.9 40000', '192.0.2.1']);
  });

  test('do not let an answer wait for long', async () => {
    const clock = new VirtualCaptureClock();
    const announced = new AnnouncedAddresses(
      ['slow.example.org', '192.0.2.1'],
      clock,
      () => new Promise(() => undefined),
    );
    const current = announced.current();
    await clock.advance(1000);
    expect(await current).toEqual([{ host: '192.0.2.1' }]);
  });
});
