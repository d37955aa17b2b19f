import { statSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { WebGearRtcOptions, WebGearRtcService } from 'nestjs-webgear-rtc';
import { collectSettings, type Setting } from './command-line/collect-settings.js';
import type { StatedSettings } from './command-line/parse-command-line.js';
import { toServerSettings } from './command-line/server-settings.js';
import { explainError } from './explain-error.js';

/** How often the file is looked at. Its system is asked no more: events are missing on network drives and in containers. */
const POLL_INTERVAL_MS = 500;

/** A file that has been written to within this time may not be complete. */
const SETTLING_MS = 300;

/** What a config file is reread for. */
export interface ReloadConfigParts {
  /** What the command line states; its `config` names the file. */
  readonly stated: StatedSettings;
  readonly service: Pick<WebGearRtcService, 'applyOptions' | 'streams'>;
  /** Takes one line. */
  readonly say: (line: string) => void;
}

/**
 * Rereads the config file when it changes, and has the streams follow. A file that is not valid changes nothing.
 *
 * @returns ends it
 */
export function reloadConfig({ stated, service, say }: ReloadConfigParts): () => void {
  const { config } = stated;
  if (config === undefined) return () => {};
  const path = String(config);
  let turn = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = turn.then(async () => say(await reread(stated, service)));
    }, SETTLING_MS).unref();
  };
  // `watchFile()` takes the file that it sees first for the one that was read.
  let known = signatureOf(statSync(path, { throwIfNoEntry: false }));
  const look = async (): Promise<void> => {
    const now = signatureOf(await stat(path).catch(() => undefined));
    // While one file replaces the other there may be none.
    if (now === undefined || now === known) return;
    known = now;
    onChange();
  };
  const polling = setInterval(() => void look(), POLL_INTERVAL_MS).unref();
  return () => {
    clearInterval(polling);
    clearTimeout(timer);
  };
}

/** Editors and config maps put another file in its place, which may be as old. */
function signatureOf(stats: Stats | undefined): string | undefined {
  return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
}

async function reread(stated: StatedSettings, service: ReloadConfigParts['service']): Promise<string> {
  let settings: ReadonlyMap<string, Setting> = new Map();
  try {
    settings = await collectSettings(stated);
    const { options } = toServerSettings(settings);
    const waiting = await service.applyOptions(options as unknown as WebGearRtcOptions);
    const names = service.streams.map(({ name }) => name).join(', ');
    const later = waiting.length === 0 ? '' : ` These take effect at the next start: ${waiting.join(', ')}.`;
    return `The config file "${String(stated['config'])}" was reread. Streams: ${names || 'none'}.${later}`;
  } catch (error) {
    return `The config file was not applied: ${explainError(error, settings).message}`;
  }
}
