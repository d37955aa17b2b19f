import { optionsWithSettings, sourceOptionNames } from 'nestjs-webgear-rtc/flags';
import { UsageError } from '../process-exit.js';
import { flagNamed, longName, settingName } from './flags/flag-names.js';
import { flagValue } from './flags/flag-values.js';
import { commandLineOnly } from './flags/flags.js';
import type { StatedSettings } from './parse-command-line.js';
import { parseSettings, readConfigFile } from './settings-text.js';

/** One value, and where it was stated: `--framerate`, `--options` or the name of the config file. */
export interface Setting {
  readonly value: unknown;
  readonly origin: string;
}

/**
 * Puts together what flags, `--options` and the config file state; the earlier of them wins.
 *
 * @throws UsageError
 */
export async function collectSettings(stated: StatedSettings): Promise<ReadonlyMap<string, Setting>> {
  const settings = new Map<string, Setting>();
  const { config, options, ...flags } = stated;
  if (config !== undefined) addAll(settings, await readConfigFile(String(config)), String(config));
  if (options !== undefined) addAll(settings, await parseSettings(String(options), '--options'), '--options');
  for (const [name, value] of Object.entries(flags)) {
    if (!commandLineOnly.has(name)) settings.set(name, { value, origin: longName({ name }) });
  }
  return settings;
}

/** Adds one map of settings. Tweaks of the source stand among the others, as in VidGear, or below `options`. */
function addAll(settings: Map<string, Setting>, stated: StatedSettings, origin: string): void {
  const tweaks: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(stated)) {
    const name = settingName(key);
    if (commandLineOnly.has(name)) throw new UsageError(`"${key}" (${origin}) is for the command line only.`);
    if (isSourceTweak(key)) tweaks[key] = value;
    else if (name === 'options' && isMap(value)) addAll(settings, value, origin);
    else settings.set(name, { value: toValue(name, value, origin), origin });
  }
  if (Object.keys(tweaks).length === 0) return;
  const earlier = settings.get('sourceOptions')?.value;
  settings.set('sourceOptions', { value: { ...(isMap(earlier) && earlier), ...tweaks }, origin });
}

/** `CAP_PROP_FRAME_WIDTH`, `iso`, `-vf`: names that go to the source as they are, those with a mistake among them. */
function isSourceTweak(key: string): boolean {
  return /^-|^[A-Z][A-Z\d_]*$/.test(key) || sourceOptionNames.has(key);
}

function toValue(name: string, value: unknown, origin: string): unknown {
  if (name === 'streams' && isMap(value)) {
    const streams = Object.entries(value).map(([stream, options]) => [stream, toStream(options, origin)]);
    return Object.fromEntries(streams);
  }
  // The names of their settings may be spelled as freely as those of options.
  if (optionsWithSettings.has(name) && isMap(value)) return toStream(value, origin);
  if ((name === 'overlay' || name === 'renditions') && Array.isArray(value))
    return value.map((item) => toStream(item, origin));
  // Text means what it means after a flag: `resolution: 1280x720`.
  const flag = typeof value === 'string' ? flagNamed(name) : undefined;
  try {
    return flag === undefined ? value : flagValue(flag, String(value));
  } catch (cause) {
    throw new UsageError(`"${name}" ${(cause as Error).message} (${origin}).`, { cause });
  }
}

function toStream(options: unknown, origin: string): unknown {
  if (!isMap(options)) return options;
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => {
      const name = settingName(key);
      return [name, toValue(name, value, origin)];
    }),
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
