import { describe, expect, test } from '@jest/globals';
import { qrCode } from '../../src/start-up/qr-code.js';
import { serverUrls } from '../../src/start-up/server-urls.js';
import { Command } from './support/command.js';

const blocks = /[█▀▄]/;
const port = /http:\/\/localhost:(\d+)\//;

/** The code that a server on this port should show on this machine; none where the machine has no network. */
function expectedCode(port: number, coloured: boolean): readonly string[] {
  const [networkUrl] = serverUrls('0.0.0.0', port).network;
  return networkUrl === undefined
    ? []
    : qrCode(networkUrl, coloured).map((line) => line.replaceAll('\u001B', '␛'));
}

function codeIn(output: string): readonly string[] {
  const lines = output.split(/\r?\n/).map((line) => line.slice(2));
  const rows = lines.flatMap((line, index) => (blocks.test(line) ? [index] : []));
  return lines.slice(rows[0] ?? 0, (rows.at(-1) ?? -1) + 1);
}

describe('the QR code for phones', () => {
  test.each([
    ['on a terminal', Command.inTerminal, ['--port', '0'], true],
    ['in a pipe that asks for it', Command.piped, ['--port', '0', '--qr'], false],
  ])(
    'leads to the network address %s',
    async (_, start, args, coloured) => {
      await using command = start(args);
      const [, number] = await command.says(port);
      await command.says(/Ctrl\+C ends it/);
      const rows = expectedCode(Number(number), coloured).filter((line) => blocks.test(line));
      expect(codeIn(command.stdout)).toEqual(rows);
    },
    30_000,
  );

  test.each([
    ['with --no-qr', ['--port', '0', '--no-qr']],
    ['on an address no phone reaches', ['--port', '0', '--ipaddress', '127.0.0.1']],
  ])(
    'is absent %s',
    async (_, args) => {
      await using command = Command.inTerminal(args);
      await command.says(/Ctrl\+C ends it/);
      expect(command.stdout).not.toMatch(blocks);
    },
    30_000,
  );
});
