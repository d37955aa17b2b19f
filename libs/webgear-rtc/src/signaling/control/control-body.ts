import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { ControlMessage } from '../../remote-control/control-dispatcher.service.js';
import { jsonOf } from '../body/json-body.js';
import type { RequestBody } from '../body/read-body.js';

/** As much as a message the other way, in bytes of JSON. */
const VALUE_LIMIT_BYTES = 16_384;

const kinds: ReadonlySet<unknown> = new Set<ControlMessage['kind']>(['command', 'motion', 'release']);

/** The body of `POST control`. */
export interface ControlBody extends ControlMessage {
  /** Secret of the session. */
  readonly sessionToken: string;
}

/**
 * Reads a message of a control. Its value is not looked at.
 *
 * @throws WebGearRtcError `WGR_BODY_TYPE_UNSUPPORTED`, `WGR_BODY_MALFORMED`, `WGR_CONTROL_MESSAGE_INVALID`
 */
export function parseControl(body: RequestBody): ControlBody {
  const request = jsonOf(body);
  if (typeof request !== 'object' || request === null) throw invalid('it is not an object');
  const { sessionToken, name, kind = 'command', value, sequence } = request as Record<string, unknown>;
  if (typeof sessionToken !== 'string') throw invalid('"sessionToken" is not a string');
  if (typeof name !== 'string') throw invalid('"name" is not a string');
  if (!kinds.has(kind)) throw invalid('"kind" is none of command, motion and release');
  if (sequence !== undefined && !(Number.isSafeInteger(sequence) && Number(sequence) >= 0)) {
    throw invalid('"sequence" is not a whole number');
  }
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > VALUE_LIMIT_BYTES) {
    throw invalid(`"value" exceeds ${VALUE_LIMIT_BYTES} bytes`);
  }
  return {
    sessionToken,
    name,
    kind: kind as ControlMessage['kind'],
    value,
    sequence: sequence as number | undefined,
  };
}

function invalid(reason: string): WebGearRtcError<'WGR_CONTROL_MESSAGE_INVALID'> {
  return new WebGearRtcError('WGR_CONTROL_MESSAGE_INVALID', { reason });
}
