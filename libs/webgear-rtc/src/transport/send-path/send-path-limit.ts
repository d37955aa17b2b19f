import type { SendPathLimit } from './send-path.js';

const limits: readonly SendPathLimit[] = ['dgram', 'gso', 'native'];

/**
 * How fast a way may be taken, by the environment variable `WEBGEAR_RTC_SEND_PATH`: to measure the others, and to see
 * whether a fault lies here. Anything else means no limit.
 */
export function sendPathLimit(environment: NodeJS.ProcessEnv = process.env): SendPathLimit {
  return limits.find((limit) => limit === environment['WEBGEAR_RTC_SEND_PATH']) ?? 'native';
}
