import { KICKED, PERMISSION_ENDED } from '../../peers/viewer-rules.js';

/**
 * Why a viewer has ended, in one word: its page closed it (`left`), nothing was heard of it (`silent`), another took its place
 * (`replaced`), the application or an operator ended it (`closed`), the server ends (`shutdown`), or something failed.
 */
export type EndKind = 'left' | 'silent' | 'replaced' | 'closed' | 'shutdown' | 'failed';

/** The reasons that sessions give, in the words of the log. */
const kinds: ReadonlyMap<string, EndKind> = new Map([
  ['it asked to be closed', 'left'],
  ['the viewer left', 'left'],
  ['it fell silent', 'silent'],
  ['it did not connect in time', 'failed'],
  ['a new viewer replaced it', 'replaced'],
  ['another viewer needed the place before it connected', 'replaced'],
  ['the last place was taken before it connected', 'replaced'],
  ['all viewers were closed', 'closed'],
  [KICKED, 'closed'],
  [PERMISSION_ENDED, 'closed'],
  ['the stream was removed', 'closed'],
  ['it is configured no more', 'closed'],
  ['the server is shutting down', 'shutdown'],
  ['its offer could not be answered', 'failed'],
]);

/** The kind of a reason: one of a few, since each is a series for each stream. What is unknown has failed. */
export function endKindOf(reason: string): EndKind {
  return kinds.get(reason) ?? 'failed';
}
