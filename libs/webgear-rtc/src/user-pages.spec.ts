import { Controller, Get, Header, Inject } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapters, temporaryFolder, UnitHost } from '../../../test/support/unit-host.js';
import { TemplateService } from './pages/templates/template.service.js';
import { WebGearRtcModule } from './webgear-rtc.module.js';

@Controller('hello')
class HelloController {
  constructor(@Inject(TemplateService) private readonly templates: TemplateService) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  hello(): Promise<string> {
    return this.templates.render('hello.html', { name: '<Ada>' }, '/camera/');
  }
}

const hello = `{{#> base}}
{{#*inline "title"}}Hello{{/inline}}
{{#*inline "content"}}<p>Hello {{name}}</p>
<a href="{{url ""}}">video</a>
{{/inline}}
{{/base}}`;

describe.each(adapters)("a page of the application's own under %s", (adapter) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: UnitHost;

  beforeEach(async () => {
    folder = temporaryFolder();
    const module = WebGearRtcModule.forRoot({
      source: 'test:',
      path: 'camera',
      customDataLocation: folder.path,
      isGlobal: true,
    });
    host = await UnitHost.start({ adapter, imports: [module], controllers: [HelloController] });
    writeFileSync(join(folder.path, '.vidgear/webgear_rtc/templates/hello.html'), hello);
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('is rendered with the layout of ours, and shows what it is given as text', async () => {
    const page = await host.request('/hello');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Hello</title>')]);
    expect(page.text).toContain('<p>Hello &lt;Ada&gt;</p>');
  });

  it('links to our page and our files', async () => {
    const { text } = await host.request('/hello');
    const links = [...text.matchAll(/href="([^"?]+)/g)].map(([, link = '']) => link);
    expect(links).toEqual([
      '/camera/static/img/favicon-32x32.png',
      '/camera/static/img/icon.svg',
      '/camera/static/img/icon-180.png',
      '/camera/static/manifest.webmanifest',
      '/camera/static/css/custom.css',
      '/camera/',
    ]);
    const answers = await Promise.all(links.map((link) => host.request(link)));
    expect(answers.map(({ status }) => status)).toEqual(links.map(() => 200));
  });
});
