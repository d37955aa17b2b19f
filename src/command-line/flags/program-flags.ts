import type { FlagGroup } from './flag.interface.js';
import { toBoolean, toText } from './flag-values.js';

/** What concerns the program itself. */
export const programFlags: FlagGroup = {
  heading: 'Program',
  flags: [
    {
      name: 'config',
      value: '<file>',
      description: 'read settings from a YAML or JSON file; flags win over it',
      parse: toText,
    },
    {
      name: 'options',
      short: '-op',
      value: '<map>',
      description:
        'settings as YAML or JSON text, for example \'{"maxPeers": 5}\'; flags win over it, it over --config',
      parse: toText,
    },
    {
      name: 'logging',
      short: '-l',
      description: 'log in detail, and tell browsers what went wrong',
      parse: toBoolean,
    },
    {
      name: 'qr',
      description: 'print the address for phones as a QR code',
      default: 'on a terminal',
      parse: toBoolean,
    },
    { name: 'help', short: '-h', description: 'print this help', parse: toBoolean },
    { name: 'version', short: '-V', description: 'print the version', parse: toBoolean },
  ],
};
