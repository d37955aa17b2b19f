import type { PlayerWords } from '../../words/player-words.js';
import type { PlayerActions } from './player-actions.js';
import { canShare } from './viewer-commands.js';
import type { MenuEntry } from './menu-panel.js';
import { qualityText, type QualityChoice } from './quality-entries.js';

/** What the rows depend on. */
export interface MoreContext {
  readonly choice: QualityChoice;
  readonly isFilled: boolean;
  readonly showsStats: boolean;
  setQuality(quality: string): void;
  openWindow(): void;
}

/** The rows of the menu. */
export function moreEntries(words: PlayerWords, actions: PlayerActions, context: MoreContext): MenuEntry[] {
  const { choice } = context;
  const smallest = choice.rungs.at(-1);
  const hasChoice = choice.rungs.length > 1 && smallest !== undefined;
  const isSaving = choice.quality === smallest?.rung;
  const rungs: MenuEntry[] = !hasChoice
    ? []
    : [
        {
          text: words.quality,
          hint: qualityText(choice, words),
          key: 'q',
          role: 'menuitem',
          onChoose: () => actions.toggleQuality(),
          leadsOn: true,
        },
        {
          text: words.dataSaver,
          role: 'menuitemcheckbox',
          isChecked: isSaving,
          onChoose: () => context.setQuality(isSaving ? 'auto' : smallest.rung),
        },
      ];
  const item = (text: string, key: string | undefined, onChoose: () => void, style = ''): MenuEntry => ({
    text,
    key,
    role: 'menuitem',
    onChoose,
    style,
  });
  return [
    ...rungs,
    {
      text: words.statistics,
      key: 'i',
      role: 'menuitemcheckbox',
      isChecked: context.showsStats,
      onChoose: () => actions.toggleStats(),
    },
    item(context.isFilled ? words.fit : words.fill, 'z', () => actions.toggleFit()),
    item(words.snapshot, 's', () => actions.saveSnapshot(), 'beyond-360'),
    ...(document.pictureInPictureEnabled
      ? [item(words.pictureInPicture, 'p', () => actions.togglePictureInPicture(), 'beyond-480')]
      : []),
    item(canShare() ? words.share : words.copyLink, 'c', () => actions.shareLink()),
    item(words.openWindow, undefined, () => context.openWindow()),
    item(words.shortcuts, '?', () => actions.toggleShortcuts()),
  ];
}
