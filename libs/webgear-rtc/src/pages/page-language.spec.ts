import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { adapters, temporaryFolder, UnitHost } from '../../../../test/support/unit-host.js';
import { WebGearRtcModule } from '../webgear-rtc.module.js';
import { playerLanguage } from './page-language.js';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['de-CH,de;q=0.9,en;q=0.8', 'de-CH'],
  ['sv,nb;q=0.9,fr;q=0.5', 'fr'],
  ['en;q=0.3, pl ; q=0.7', 'pl'],
  ['zh-Hant-TW, en', 'zh-Hant-TW'],
  ['de;q=0, ja;q=0.1', 'ja'],
  ['"><script>,de"x', 'en'],
  [`${'x,'.repeat(100_000)}de`, 'en'],
  ['de;q=later', 'en'],
])('takes %s for %s', (header, language) => {
  expect(playerLanguage(header)).toBe(language);
});

it.each(
  readdirSync(new URL('../player/words/languages', import.meta.url)).filter((name) => name.endsWith('.ts')),
)('knows the built-in language of %s', (file) => {
  expect(playerLanguage(file.replace('.ts', ''))).toBe(file.replace('.ts', ''));
});

it.each(adapters)(
  'is that of the player on the page, and caches keep a page for each: %s',
  async (adapter) => {
    using folder = temporaryFolder();
    const module = WebGearRtcModule.forRoot({ source: 'test:', customDataLocation: folder.path });
    await using host = await UnitHost.start({ adapter, imports: [module] });
    const headers = { Accept: 'text/html', 'Accept-Language': 'sv, de-CH;q=0.5' };
    const page = await host.request('/', { headers });
    expect(page.text).toMatch(/<webgear-player [^>]*lang="de-CH"/);
    expect(page.headers.get('vary')).toContain('Accept-Language');
  },
);
