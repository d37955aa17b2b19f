import { describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { builtInFont } from '../ffmpeg/text/text-filter.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { Overlay } from './overlay.interface.js';
import { resolveOptions } from './resolve-options.js';
import { resolveOverlay } from './resolve-overlay.js';

const plain = {
  text: 'Yard',
  clock: undefined,
  position: 'top-left',
  fontSizePercent: 4,
  color: '#ffffffff',
  background: '#00000080',
  fontFile: undefined,
};

function refusal(stated: unknown): string {
  try {
    resolveOptions({ source: 'test:', overlay: stated as Overlay });
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the option overlay', () => {
  test('is text, an overlay or a list of them', () => {
    expect(resolveOverlay('Yard', 'overlay')).toEqual([plain]);
    expect(resolveOverlay({ text: 'Yard' }, 'overlay')).toEqual([plain]);
    expect(resolveOverlay([{ text: 'Yard' }, { clock: true, position: 'bottom' }], 'overlay')).toEqual([
      plain,
      {
        ...plain,
        text: '',
        position: 'bottom',
        clock: { format: '%Y-%m-%d %H:%M:%S', timeZone: undefined },
      },
    ]);
  });

  test('is not there unless it is stated, and may be empty', () => {
    const of = (overlay?: Overlay[]) =>
      resolveOptions({ source: 'test:', ...(overlay && { overlay }) }).streams.get('default')?.overlay;
    expect([of(), of([])]).toEqual([undefined, []]);
  });

  test('takes colours by name and by number, with their opacity', () => {
    const of = (color: string, background: string) => {
      const [overlay] = resolveOverlay({ text: 'Yard', color, background }, 'overlay');
      return [overlay?.color, overlay?.background];
    };
    expect(of('Yellow', 'transparent')).toEqual(['#ffff00ff', '#00000000']);
    expect(of('#A0B0C0', '#01020304')).toEqual(['#a0b0c0ff', '#01020304']);
  });

  test('takes a font by its path, from the working directory', async () => {
    await using folder = await temporaryFolder();
    const font = builtInFont();
    expect(resolveOverlay({ text: 'Yard', fontFile: relative('.', font) }, 'overlay')[0]?.fontFile).toBe(
      font,
    );
    await writeFile(folder.file('letter.ttf'), 'Dear Sir');
    for (const fontFile of [folder.file('letter.ttf'), folder.file('none.ttf'), folder.file('.'), '']) {
      expect(refusal({ text: 'Yard', fontFile })).toContain('"overlay.fontFile" must be a file with a font');
    }
    expect(refusal({ text: 'Yard', fontFile: font.replace(/woff$/, 'woff2') })).toContain('fontFile');
  });

  test.each<[unknown, string]>([
    ['', '"overlay" must say what to draw'],
    [17, '"overlay" must say what to draw'],
    [['Yard'], '"overlay" must say what to draw'],
    [{}, '"overlay" must show something'],
    [{ clock: false }, '"overlay" must show something'],
    [{ text: ' \n ' }, '"overlay.text" must be text'],
    [{ text: 'bell \u0007' }, '"overlay.text" must be text'],
    [{ text: 'end \0 more' }, '"overlay.text" must be text'],
    [{ text: 'x'.repeat(501) }, '"overlay.text" must be text'],
    [{ clock: '%Q' }, '"overlay.clock" must say'],
    [{ clock: '100 %' }, '"overlay.clock" must say'],
    [{ clock: true, timeZone: 'Middle/Earth' }, '"overlay.timeZone" must be the name'],
    [{ text: 'Yard', timeZone: 'UTC' }, '"overlay.timeZone" must stand beside a clock'],
    [{ text: 'Yard', position: 'left' }, '"overlay.position" must be one'],
    [{ text: 'Yard', fontSize: 0 }, '"overlay.fontSize" must be at least 1'],
    [{ text: 'Yard', color: 'beige' }, '"overlay.color" must be a colour'],
    [{ text: 'Yard', color: '#fff' }, '"overlay.color" must be a colour'],
    [{ text: 'Yard', background: 'red@0.5:x=0' }, '"overlay.background" must be a colour'],
    [[{ text: 'Yard' }, { txt: 'Gate' }], '"overlay[1].txt"'],
    [[{ text: 'Yard' }, { clock: true }], '"overlay[1].position" must not be that of another'],
  ])('is refused as %j', (stated, reason) => {
    expect(refusal(stated)).toContain(reason);
  });

  test('is named in full in a list of streams', () => {
    const streams = { yard: { source: 'test:', overlay: { text: 'Yard', fontSize: 90 } } };
    expect(() => resolveOptions({ streams })).toThrow('"streams.yard.overlay.fontSize"');
  });
});
