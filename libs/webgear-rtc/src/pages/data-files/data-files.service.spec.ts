import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { temporaryFolder } from '../../../../../test/support/unit-host.js';
import { resolveOptions } from '../../options/resolve-options.js';
import { makeFolder } from './atomic-write.js';
import { DataFilesService } from './data-files.service.js';
import { packageDataFolder, readPackageFiles, sha256 } from './package-files.js';

/** `/proc` fails with ENOENT, on which Node's recursive `mkdir` retries endlessly. */
describe.each(['/proc/none/.vidgear', '/dev/null/.vidgear'])(
  'a folder that cannot be created at %s',
  (path) => {
    it('is an error at once', async () => {
      await expect(makeFolder(path)).rejects.toMatchObject({ code: expect.stringMatching(/^E[A-Z]+$/) });
    });
  },
);

describe('the data files', () => {
  let location: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    location = temporaryFolder();
    jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    location[Symbol.dispose]();
  });

  const file = (path: string): string => join(location.path, '.vidgear/webgear_rtc', path);
  const manifest = '.written-by-webgear-rtc.json';
  const read = (path: string): string => readFileSync(file(path), 'utf8');

  async function prepare(
    overwriteDefaultFiles = false,
    customDataLocation = location.path,
  ): Promise<DataFilesService> {
    const service = new DataFilesService(
      resolveOptions({ source: 'test:', customDataLocation, overwriteDefaultFiles }),
    );
    await service.prepare();
    return service;
  }

  it('are those of the package, and nothing is written, where the application wants that', async () => {
    const home = jest.replaceProperty(process, 'env', { ...process.env, HOME: location.path });
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const service = new DataFilesService(resolveOptions({ source: 'test:', dataFiles: 'package' }));
    await service.prepare();
    home.restore();
    expect(service.templatesFolder).toBe(join(packageDataFolder(), 'templates'));
    expect(service.staticFolder).toBe(join(packageDataFolder(), 'static'));
    expect(readdirSync(location.path)).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([{ customDataLocation: '/tmp' }, { overwriteDefaultFiles: true }])(
    'are not both those of the package and with %j',
    (beside) => {
      expect(() => resolveOptions({ source: 'test:', dataFiles: 'package', ...beside })).toThrow(
        `must not be 'package' beside "${Object.keys(beside)[0]}"`,
      );
    },
  );

  it('are not nested in a folder named .vidgear', async () => {
    const folder = join(location.path, '.vidgear');
    mkdirSync(folder);
    expect((await prepare(false, folder)).templatesFolder).toBe(file('templates'));
    expect((await prepare(false, `${folder}/`)).templatesFolder).toBe(file('templates'));
  });

  it('are generated from the package, complete and identical', async () => {
    const service = await prepare();
    expect(service.templatesFolder).toBe(file('templates'));
    expect(service.staticFolder).toBe(file('static'));
    const packageFiles = await readPackageFiles();
    const namesIn = (folder: string): string =>
      packageFiles
        .flatMap(({ path }) => (dirname(path) === folder ? [basename(path)] : []))
        .sort()
        .join(' ');
    expect(namesIn('static/css')).toBe(
      'custom.css player-page.css publish.css streams.css traceback.css wall.css',
    );
    expect(namesIn('static/js')).toBe(
      'custom.js majority-trouble.js player-page.js say.js streams.js tile-buttons.js tile-drag.js tile-order.js wall.js',
    );
    expect(namesIn('static/img')).toBe('favicon-32x32.png icon-180.png icon-192.png icon-512.png icon.svg');
    expect(namesIn('templates')).toBe(
      '404.html 500.html base.html index.html list.html publish.html traceback.html',
    );
    for (const { path, sha256: hash } of packageFiles) expect(sha256(readFileSync(file(path)))).toBe(hash);
    expect(readdirSync(file('templates')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('keep the edits of their user', async () => {
    await prepare();
    writeFileSync(file('templates/index.html'), 'my page');
    writeFileSync(file('static/css/custom.css'), 'my style');
    rmSync(file('static/js/custom.js'));
    await prepare();
    expect(read('templates/index.html')).toBe('my page');
    expect(read('static/css/custom.css')).toBe('my style');
    expect(existsSync(file('static/js/custom.js'))).toBe(false);
  });

  it('are not rewritten without changes', async () => {
    await prepare();
    const before = statSync(file('templates/index.html')).mtimeMs;
    await prepare();
    expect(statSync(file('templates/index.html')).mtimeMs).toBe(before);
  });

  it.each(['templates/index.html', 'templates/404.html', 'templates/500.html'])(
    'are generated again when %s is missing, without touching what was edited',
    async (missing) => {
      await prepare();
      writeFileSync(file('static/css/custom.css'), 'edited');
      writeFileSync(file('templates/own.html'), 'own');
      rmSync(file(missing));
      await prepare();
      expect(existsSync(file(missing))).toBe(true);
      expect(read('static/css/custom.css')).toBe('edited');
      expect(read('templates/own.html')).toBe('own');
    },
  );

  it('overwrite edits with overwriteDefaultFiles', async () => {
    await prepare();
    writeFileSync(file('templates/index.html'), 'edited');
    writeFileSync(file('templates/own.html'), 'own');
    await prepare(true);
    expect(read('templates/index.html')).not.toBe('edited');
    expect(read('templates/own.html')).toBe('own');
  });

  it('are updated with a newer version of the package unless edited', async () => {
    await prepare();
    const note = JSON.parse(read('.written-by-webgear-rtc.json')) as Record<string, string>;
    for (const name of ['index', '404']) {
      const older = Buffer.from(`older ${name}`);
      writeFileSync(file(`templates/${name}.html`), older);
      note[`templates/${name}.html`] = sha256(older);
    }
    delete note['static/css/custom.css'];
    rmSync(file('static/css/custom.css'));
    writeFileSync(file('.written-by-webgear-rtc.json'), JSON.stringify(note));
    writeFileSync(file('templates/404.html'), 'older 404, edited');
    await prepare();
    expect(read('templates/index.html')).not.toBe('older index');
    expect(read('templates/404.html')).toBe('older 404, edited');
    // A file that the older version lacks.
    expect(existsSync(file('static/css/custom.css'))).toBe(true);
  });

  it("leave Python VidGear's files alone and serve the package's", async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    mkdirSync(file('templates'), { recursive: true });
    for (const name of ['index', 'base']) {
      writeFileSync(file(`templates/${name}.html`), '{% extends "base.html" %}');
    }
    const service = await prepare();
    expect(read('templates/index.html')).toBe('{% extends "base.html" %}');
    expect(existsSync(file('templates/404.html'))).toBe(false);
    expect(service.templatesFolder).toBe(join(packageDataFolder(), 'templates'));
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Python VidGear'));
    await prepare(true);
    expect(read('templates/index.html')).not.toContain('{%');
  });

  it('log their location as a detail', async () => {
    const debug = jest.spyOn(Logger.prototype, 'debug').mockReturnValue(undefined);
    await prepare();
    expect(debug).toHaveBeenCalledWith(expect.stringContaining(file('')));
  });

  it('leave no partial file if a folder has its name, and write the others', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    mkdirSync(file('static/js/custom.js'), { recursive: true });
    const service = await prepare();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/a folder is where a file should be|a file is where/),
    );
    expect(readdirSync(file('static/js')).sort()).toEqual([
      'custom.js',
      'majority-trouble.js',
      'player-page.js',
      'say.js',
      'streams.js',
      'tile-buttons.js',
      'tile-drag.js',
      'tile-order.js',
      'wall.js',
    ]);
    expect(service.templatesFolder).toBe(file('templates'));
    expect(existsSync(file('templates/index.html'))).toBe(true);
  });

  it.each([
    ['is missing', () => rmSync(file(manifest))],
    ['is truncated', () => writeFileSync(file(manifest), read(manifest).slice(0, 50))],
    ['is empty', () => writeFileSync(file(manifest), '')],
    ['is something else', () => writeFileSync(file(manifest), '["static/css/custom.css", 7]')],
    ['is a folder', () => [rmSync(file(manifest)), mkdirSync(file(manifest))]],
  ])('keep the edits of their user if the manifest %s', async (_name, damage) => {
    jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    await prepare();
    writeFileSync(file('static/css/custom.css'), 'edited');
    writeFileSync(file('templates/base.html'), 'edited');
    damage();
    await prepare();
    rmSync(file('templates/404.html'));
    await prepare();
    expect([read('static/css/custom.css'), read('templates/base.html')]).toEqual(['edited', 'edited']);
    expect(existsSync(file('templates/404.html'))).toBe(true);
  });

  it('repair a damaged manifest', async () => {
    await prepare();
    const intact = read(manifest);
    writeFileSync(file(manifest), '{');
    await prepare();
    expect(read(manifest)).toBe(intact);
  });

  it('keep edits of an older version if one of its pages is missing', async () => {
    await prepare();
    const note = JSON.parse(read(manifest)) as Record<string, string>;
    for (const path of ['templates/index.html', 'static/css/custom.css']) {
      writeFileSync(file(path), 'older');
      note[path] = sha256(Buffer.from('older'));
    }
    writeFileSync(file(manifest), JSON.stringify(note));
    writeFileSync(file('static/css/custom.css'), 'older, edited');
    rmSync(file('templates/500.html'));
    await prepare();
    expect(read('static/css/custom.css')).toBe('older, edited');
    expect(read('templates/index.html')).not.toBe('older');
    expect(existsSync(file('templates/500.html'))).toBe(true);
  });

  it.each(['templates', 'static'])('keep the other folder if the folder %s is deleted', async (deleted) => {
    await prepare();
    writeFileSync(file('templates/index.html'), 'edited');
    writeFileSync(file('static/css/custom.css'), 'edited');
    rmSync(file(deleted), { recursive: true });
    await prepare();
    const kept = deleted === 'templates' ? 'static/css/custom.css' : 'templates/index.html';
    expect(read(kept)).toBe('edited');
    expect(existsSync(file('templates/404.html'))).toBe(true);
  });

  it('are complete and recorded if several processes start at once', async () => {
    const services = await Promise.all([prepare(), prepare(), prepare(), prepare()]);
    for (const { path, sha256: hash } of await readPackageFiles()) {
      expect(sha256(readFileSync(file(path)))).toBe(hash);
      expect((JSON.parse(read(manifest)) as Record<string, string>)[path]).toBe(hash);
    }
    expect(readdirSync(file('templates')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(services.map(({ templatesFolder }) => templatesFolder)).toEqual(
      services.map(() => file('templates')),
    );
  });

  it('are not written by an application without HTTP', async () => {
    const options = resolveOptions({ source: 'test:', customDataLocation: location.path });
    await new DataFilesService(options).prepare(false);
    expect(readdirSync(location.path)).toEqual([]);
  });

  it('warn once if registrations share a folder that cannot be written', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    writeFileSync(join(location.path, '.vidgear'), '');
    const first = await prepare();
    const options = resolveOptions({ source: 'test:', customDataLocation: location.path });
    await new DataFilesService(options).prepare(true, [first]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('report what is wrong with their location', async () => {
    const asFile = join(location.path, 'file');
    writeFileSync(asFile, '');
    await expect(prepare(false, join(location.path, 'none'))).rejects.toThrow(/there is no such folder/);
    await expect(prepare(false, asFile)).rejects.toThrow(/it is a file, not a folder.*customDataLocation/);
    await expect(prepare(false, join(asFile, 'below'))).rejects.toMatchObject({
      code: 'WGR_DATA_FILES_FAILED',
    });
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    writeFileSync(join(location.path, '.vidgear'), '');
    const service = await prepare();
    expect(service.templatesFolder).toBe(join(packageDataFolder(), 'templates'));
    expect(warn.mock.calls).toEqual([[expect.stringContaining('a file is where a folder should be')]]);
  });
});
