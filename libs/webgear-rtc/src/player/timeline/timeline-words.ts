import { tagsOf } from '../words/language.js';

/** Texts of the timeline alone: they are loaded with it, and the player's own files do not grow by them. */
export interface TimelineWords {
  /** Of the slider and what belongs to it. */
  readonly lookBack: string;
  /** On the video, while it is not live. */
  readonly recorded: string;
  /** How much of the time the slider shows. */
  readonly span: string;
  /** Nothing can be shown of that time. */
  readonly nothingThen: string;
  /** A part could not be fetched or played. */
  readonly failed: string;
}

const english: TimelineWords = {
  lookBack: 'Look back',
  recorded: 'Recorded',
  span: 'Time shown',
  nothingThen: 'Nothing was recorded then',
  failed: 'The recording can’t be shown',
};

const byLanguage: Readonly<Record<string, TimelineWords>> = {
  en: english,
  de: {
    lookBack: 'Zurückblicken',
    recorded: 'Aufzeichnung',
    span: 'Gezeigte Zeit',
    nothingThen: 'Zu dieser Zeit wurde nichts aufgezeichnet',
    failed: 'Die Aufzeichnung lässt sich nicht zeigen',
  },
  es: {
    lookBack: 'Ver lo anterior',
    recorded: 'Grabado',
    span: 'Tiempo mostrado',
    nothingThen: 'No se grabó nada en ese momento',
    failed: 'No se puede mostrar la grabación',
  },
  fr: {
    lookBack: 'Revenir en arrière',
    recorded: 'Enregistrement',
    span: 'Durée affichée',
    nothingThen: 'Rien n’a été enregistré à ce moment',
    failed: 'Impossible d’afficher l’enregistrement',
  },
  it: {
    lookBack: 'Rivedi',
    recorded: 'Registrazione',
    span: 'Tempo mostrato',
    nothingThen: 'In quel momento non è stato registrato nulla',
    failed: 'Impossibile mostrare la registrazione',
  },
  ja: {
    lookBack: 'さかのぼって見る',
    recorded: '録画',
    span: '表示する時間',
    nothingThen: 'その時間の録画はありません',
    failed: '録画を表示できません',
  },
  nl: {
    lookBack: 'Terugkijken',
    recorded: 'Opname',
    span: 'Getoonde tijd',
    nothingThen: 'Toen is er niets opgenomen',
    failed: 'De opname kan niet worden getoond',
  },
  pl: {
    lookBack: 'Cofnij w czasie',
    recorded: 'Nagranie',
    span: 'Pokazywany czas',
    nothingThen: 'W tym czasie nic nie nagrano',
    failed: 'Nie można pokazać nagrania',
  },
  pt: {
    lookBack: 'Ver o que passou',
    recorded: 'Gravação',
    span: 'Tempo mostrado',
    nothingThen: 'Nada foi gravado nesse momento',
    failed: 'Não é possível mostrar a gravação',
  },
  zh: {
    lookBack: '回看',
    recorded: '录像',
    span: '显示的时长',
    nothingThen: '该时段没有录像',
    failed: '无法显示录像',
  },
};

/** Texts of a language; English where there are none in it. */
export function timelineWords(language: string): TimelineWords {
  return byLanguage[tagsOf(language)[0] ?? ''] ?? english;
}
