import { tagsOf } from '../words/language.js';
import type { PlayerWords, TimelineWords } from '../words/player-words.js';

const english: TimelineWords = {
  lookBack: 'Look back',
  recorded: 'Recorded',
  timeShown: 'Time shown',
  nothingRecorded: 'Nothing was recorded then',
  recordingFailed: 'The recording can’t be shown',
};

const byLanguage: Readonly<Record<string, TimelineWords>> = {
  en: english,
  de: {
    lookBack: 'Zurückblicken',
    recorded: 'Aufzeichnung',
    timeShown: 'Gezeigte Zeit',
    nothingRecorded: 'Zu dieser Zeit wurde nichts aufgezeichnet',
    recordingFailed: 'Die Aufzeichnung lässt sich nicht zeigen',
  },
  es: {
    lookBack: 'Ver lo anterior',
    recorded: 'Grabado',
    timeShown: 'Tiempo mostrado',
    nothingRecorded: 'No se grabó nada en ese momento',
    recordingFailed: 'No se puede mostrar la grabación',
  },
  fr: {
    lookBack: 'Revenir en arrière',
    recorded: 'Enregistrement',
    timeShown: 'Durée affichée',
    nothingRecorded: 'Rien n’a été enregistré à ce moment',
    recordingFailed: 'Impossible d’afficher l’enregistrement',
  },
  it: {
    lookBack: 'Rivedi',
    recorded: 'Registrazione',
    timeShown: 'Tempo mostrato',
    nothingRecorded: 'In quel momento non è stato registrato nulla',
    recordingFailed: 'Impossibile mostrare la registrazione',
  },
  ja: {
    lookBack: 'さかのぼって見る',
    recorded: '録画',
    timeShown: '表示する時間',
    nothingRecorded: 'その時間の録画はありません',
    recordingFailed: '録画を表示できません',
  },
  nl: {
    lookBack: 'Terugkijken',
    recorded: 'Opname',
    timeShown: 'Getoonde tijd',
    nothingRecorded: 'Toen is er niets opgenomen',
    recordingFailed: 'De opname kan niet worden getoond',
  },
  pl: {
    lookBack: 'Cofnij w czasie',
    recorded: 'Nagranie',
    timeShown: 'Pokazywany czas',
    nothingRecorded: 'W tym czasie nic nie nagrano',
    recordingFailed: 'Nie można pokazać nagrania',
  },
  pt: {
    lookBack: 'Ver o que passou',
    recorded: 'Gravação',
    timeShown: 'Tempo mostrado',
    nothingRecorded: 'Nada foi gravado nesse momento',
    recordingFailed: 'Não é possível mostrar a gravação',
  },
  zh: {
    lookBack: '回看',
    recorded: '录像',
    timeShown: '显示的时长',
    nothingRecorded: '该时段没有录像',
    recordingFailed: '无法显示录像',
  },
};

/**
 * Texts of a language; English where there are none in it.
 *
 * @param replaced texts of the page, which take precedence
 */
export function timelineWords(language: string, replaced: Partial<PlayerWords> = {}): TimelineWords {
  const builtIn = byLanguage[tagsOf(language)[0] ?? ''] ?? english;
  const own = Object.keys(english).filter((key) => replaced[key as keyof TimelineWords] !== undefined);
  return { ...builtIn, ...Object.fromEntries(own.map((key) => [key, replaced[key as keyof TimelineWords]])) };
}
