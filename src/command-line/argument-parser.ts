import { Command, Option } from 'commander';
import { flagNamed, longName } from './flags/flag-names.js';
import { flagGroups, type Flag } from './flags/flags.js';

const description = 'Shows live video on a web page with sub-second latency.';

const examples = `
Examples:
  webgear-rtc
  webgear-rtc --source movie.mp4 --loop
  webgear-rtc --source rtsp://camera.local/stream --port 8080
  webgear-rtc --source 0 --resolution 1280x720 --framerate 30
  webgear-rtc --config camera.yaml --logging
`;

const spelling = `
Names may have hyphens, underscores or capitals: --time-delay, --time_delay,
--timeDelay. A flag without a value is on when it is there; --loop false and
--no-loop turn it off. In a config file and in --options the names are the
same, without the hyphens in front.
`;

const exitCodes = `
Exit codes:
  0    ended by Ctrl+C or SIGTERM, or nothing to serve (--help, --version)
  1    it could not start or go on: the port is in use, a source is missing, …
  2    the command line or the config file is wrong
  130  ended in a hurry by a second Ctrl+C
  141  nothing reads its output any more
`;

/**
 * The parser of the command line. It prints nothing and never ends the process; it throws.
 *
 * @param helpWidth width of the help in characters
 */
export function createArgumentParser(helpWidth: number): Command {
  const parser = new Command('webgear-rtc')
    .description(description)
    .usage('[flags]')
    .helpOption(false)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeErr: () => {}, getOutHelpWidth: () => helpWidth })
    .configureHelp({
      optionTerm,
      visibleOptions,
      optionDescription: ({ description }) => description,
      // The names are long; a narrow column of text is better than lines the terminal breaks anywhere.
      minWidthToWrap: 20,
    })
    .addHelpText('after', `${spelling}${examples}${exitCodes}`.trimEnd());
  for (const group of flagGroups) {
    for (const flag of group.flags) parser.addOption(toOption(flag).helpGroup(`${group.heading}:`));
  }
  return parser;
}

function toOption(flag: Flag): Option {
  // The parser knows only the short names of POSIX; the normalizer replaces those of two letters.
  const short = flag.short?.length === 2 ? `${flag.short}, ` : '';
  return new Option(`${short}${longName(flag)} ${flag.value ?? '[value]'}`, describe(flag));
}

function describe(flag: Flag): string {
  return flag.default === undefined ? flag.description : `${flag.description} (default: ${flag.default})`;
}

function visibleOptions(command: Command): Option[] {
  return command.options.filter(({ hidden }) => !hidden);
}

function optionTerm(option: Option): string {
  const flag = flagNamed(option.name());
  if (flag === undefined) return option.flags;
  const short = flag.short === undefined ? '' : `${flag.short},`;
  return [short.padEnd(4), longName(flag), flag.value].join(' ').trimEnd();
}
