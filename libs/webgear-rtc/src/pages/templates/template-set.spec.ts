import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../../../../test/support/unit-host.js';
import { TemplateSet } from './template-set.js';

describe('templates', () => {
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => folder[Symbol.dispose]());

  async function render(files: Record<string, string>, context = {}, mountUrl = './'): Promise<string> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
    return (await TemplateSet.read(folder.path)).render('page.html', context, mountUrl);
  }

  it('fill the blocks of a layout, which has defaults', async () => {
    const files = {
      'base.html': '<{{> content}}|{{#> footer}}default{{/footer}}>',
      'page.html': '{{#> base}}{{#*inline "content"}}mine{{/inline}}{{/base}}',
    };
    expect(await render(files)).toBe('<mine|default>');
  });

  it('escape variables', async () => {
    const html = await render({ 'page.html': '<p title="{{text}}">{{text}}</p>' }, { text: '"><script>' });
    expect(html).toBe('<p title="&quot;&gt;&lt;script&gt;">&quot;&gt;&lt;script&gt;</p>');
  });

  it('have no access to prototypes', async () => {
    expect(await render({ 'page.html': '[{{constructor.name}}{{toString}}]' }, {})).toBe('[]');
  });

  it('link below the path of the module', async () => {
    const html = await render(
      { 'page.html': '{{asset "css/a.css"}} {{url "offer"}} {{url ""}}' },
      {},
      '../../',
    );
    expect(html).toBe('../../static/css/a.css ../../offer ../../');
  });

  it('link below their stream, a named one, or the module if streams have no names', async () => {
    const text = '{{#each list}}{{streamUrl "offer"}} {{/each}}{{streamUrl "" stream="yard"}}';
    const list = ['once'];
    expect(await render({ 'page.html': text }, { list, streamName: 'front' }, '../')).toBe(
      '../front/offer ../yard/',
    );
    expect(await render({ 'page.html': text }, { list }, './')).toBe('./offer ./yard/');
  });

  it('come from the first folder that has them, and can be combined across folders', async () => {
    using other = temporaryFolder();
    writeFileSync(join(folder.path, 'base.html'), '<mine>{{> content}}</mine>');
    writeFileSync(join(other.path, 'base.html'), '<theirs>{{> content}}</theirs>');
    const page = '{{#> base}}{{#*inline "content"}}page{{/inline}}{{/base}}';
    writeFileSync(join(other.path, 'page.html'), page);
    const templates = await TemplateSet.read(folder.path, other.path);
    expect(templates.render('page.html', {}, './')).toBe('<mine>page</mine>');
  });

  it('do not indent the lines of a partial', async () => {
    const files = { 'part.html': '<pre>a\nb\n</pre>', 'page.html': '<main>\n    {{> part}}\n</main>' };
    expect(await render(files)).toContain('<pre>a\nb\n</pre>');
  });

  it.each([
    ['a syntax error', 'one\ntwo {{a b=}}\n', 2],
    ['a block that is not closed', 'one\n{{#if a}}\ntwo', 3],
    ['an unknown helper', '{{unknown "x"}}', undefined],
    ['a missing partial', '{{> nowhere}}', undefined],
  ])('name file and line of %s', async (_name, text, line) => {
    await expect(render({ 'page.html': text })).rejects.toMatchObject({
      code: 'WGR_TEMPLATE_INVALID',
      detail: { file: 'page.html', ...(line !== undefined && { line }) },
    });
  });

  it('name the layout, not the page, if the error is in the layout', async () => {
    const files = { 'base.html': '{{/oops}}', 'page.html': '{{> base}}' };
    await expect(render(files)).rejects.toMatchObject({ detail: { file: 'base.html', line: 1 } });
  });

  it('report a missing template', async () => {
    await expect(render({ 'other.html': '' })).rejects.toMatchObject({ code: 'WGR_TEMPLATE_INVALID' });
  });
});
