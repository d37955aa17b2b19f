import type { StatedSettings } from './command-line/parse-command-line.js';
import type { ServerSettings } from './command-line/server-settings.js';
import { closeOnSignal } from './process-exit.js';
import { reloadConfig } from './reload-config.js';
import { serverUrls } from './start-up/server-urls.js';
import { describeSource, startUpBlock } from './start-up/start-up-block.js';
import { startServer } from './start-server.js';
import { canRewrite } from './status/status-display.js';
import { StatusLine } from './status/status-line.js';
import { StatusLog } from './status/status-log.js';
import { watchStreams } from './status/watch-streams.js';

/**
 * Starts the server, says where it is, and shows what its streams do until a signal ends it.
 *
 * @param version of the program
 * @param stated what the command line states: a config file it names is reread when it changes
 */
export async function serve(
  settings: ServerSettings,
  version: string,
  stated: StatedSettings = {},
): Promise<void> {
  const output = process.stdout;
  const statusLine = canRewrite(output) ? new StatusLine(output) : undefined;
  const server = await startServer(settings, statusLine);
  const urls = serverUrls(settings.ipAddress, server.port);
  // Typed as a boolean, but `undefined` for a pipe.
  const isTerminal = output.isTTY === true;
  const phoneUrl = (settings.qr ?? isTerminal) ? urls.network[0] : undefined;
  const block = startUpBlock({
    version,
    source: describeSource(settings.options),
    urls,
    qrCode: phoneUrl === undefined ? [] : await drawQrCode(phoneUrl, isTerminal),
  });
  let stopWatching = (): void => {};
  const stopReloading = reloadConfig({
    stated,
    service: server.service,
    say: (line) => {
      const write = (): void => void process.stderr.write(`webgear-rtc: ${line}\n`);
      if (statusLine === undefined) write();
      else statusLine.around(write);
    },
  });
  // Before the block is written: a program that starts this one may end it as soon as it has read the URL.
  closeOnSignal(async () => {
    stopWatching();
    stopReloading();
    await server.close();
  });
  output.write(block);
  stopWatching = watchStreams(server.service, statusLine ?? new StatusLog(output));
}

async function drawQrCode(url: string, coloured: boolean): Promise<readonly string[]> {
  // Imported here: the server listens by now, and its start need not wait for it.
  const { qrCode } = await import('./start-up/qr-code.js');
  return qrCode(url, coloured);
}
