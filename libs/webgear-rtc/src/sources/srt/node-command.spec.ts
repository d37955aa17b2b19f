import { describe, expect, it } from '@jest/globals';
import { nodeCommand, type HostProcess } from './node-command.js';

const host: HostProcess = {
  execPath: '/usr/bin/node',
  execArgv: [],
  env: { PATH: '/usr/bin', DATABASE_PASSWORD: 'secret' },
  versions: process.versions,
};
const thisFile = new URL(import.meta.url);
const noFile = new URL('no-such-file.js', import.meta.url);

describe('the command for a module of the library', () => {
  it('is Node with the file, and nothing of the environment that is not needed', async () => {
    const { executable, args, env } = await nodeCommand(thisFile, host);
    expect(executable).toBe('/usr/bin/node');
    expect(args).toEqual(['--no-warnings', thisFile.pathname]);
    expect(env).toEqual({ PATH: '/usr/bin', WEBGEAR_RTC_RELAY: '1' });
  });

  it('has no inspector and nothing that the application preloads', async () => {
    const flags = ['--inspect-brk=9229', '--import', './telemetry.mjs', '-r', './hook.cjs'];
    const env = { NODE_OPTIONS: '--inspect --require=/vscode/bootloader.js --max-old-space-size=100' };
    const command = await nodeCommand(thisFile, { ...host, execArgv: flags, env });
    expect(command.args).toHaveLength(2);
    expect(command.env['NODE_OPTIONS']).toBeUndefined();
  });

  it('loads what makes packages of archives readable', async () => {
    const env = { NODE_OPTIONS: '--require /app/.pnp.cjs --experimental-loader=file:///app/.pnp.loader.mjs' };
    const { args } = await nodeCommand(thisFile, { ...host, env });
    expect(args.slice(1, -1)).toEqual([
      '--require',
      '/app/.pnp.cjs',
      '--experimental-loader',
      'file:///app/.pnp.loader.mjs',
    ]);
  });

  it('loads what compiles the file where it is not there as it is', async () => {
    const { args } = await nodeCommand(noFile, { ...host, execArgv: ['--import=tsx', '--inspect'] });
    expect(args.slice(1, -1)).toEqual(['--import', 'tsx']);
  });

  it('runs Electron as Node', async () => {
    const versions = { ...process.versions, electron: '40.0.0' };
    const { executable, env } = await nodeCommand(thisFile, { ...host, execPath: '/opt/My App', versions });
    expect(executable).toBe('/opt/My App');
    expect(env['ELECTRON_RUN_AS_NODE']).toBe('1');
  });

  it('never starts an application again that has Node in its own file', async () => {
    const env = { PATH: '/no/such/folder' };
    const { executable } = await nodeCommand(thisFile, { ...host, execPath: '/opt/app', env });
    expect(executable).toBe('node');
  });

  it('is none in an application that was started by it', async () => {
    const { env } = await nodeCommand(thisFile, host);
    await expect(nodeCommand(thisFile, { ...host, env })).rejects.toThrow('/usr/bin/node');
  });
});
