import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects this process's garbage now, so that nobody has to pay for another's later. */
export const collectGarbage = runInNewContext('gc');
