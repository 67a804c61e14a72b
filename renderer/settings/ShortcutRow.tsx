import { type KeyboardEvent, useContext, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useQuestionFocus } from '../hooks/question-focus.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { acceleratorOf, keyCaps } from './accelerator.ts';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { SettingsContext, useSetting } from './settings-context.ts';
import styles from './ShortcutRow.module.css';

type Wrong = 'no-modifier' | 'unknown' | null;

/** The keys that open the panel from anywhere: they are shown, recorded and removed here. */
export function ShortcutRow({ row }: { readonly row: Extract<RowModel, { kind: 'shortcut' }> }) {
  const t = useTranslate();
  const view = useContext(SettingsContext)?.view;
  const { value, refused, change } = useSetting('shortcut');
  const [isRecording, setRecording] = useState(false);
  const [wrong, setWrong] = useState<Wrong>(null);
  const { opener, cancel } = useQuestionFocus(isRecording);
  const platform = view?.platform ?? 'linux';

  const end = (): void => {
    setRecording(false);
    setWrong(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Tab and Shift+Tab still leave the field, and Escape ends the recording.
    const isTab = event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.nativeEvent.isComposing || isTab) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      end();
      return;
    }
    const pressed = acceleratorOf(event, platform);
    if (pressed.kind === 'keys') {
      end();
      void change(pressed.keys);
    } else if (pressed.kind !== 'partial') setWrong(pressed.kind);
  };

  const problem = wrong === null ? null : t(`ui.set.shortcut.${wrong}`);
  const suggested = view?.shortcut.suggested ?? '';
  const state = view?.shortcut.text ?? null;
  // What the desktop decides is no fault of the user's keys.
  const isNote = view?.shortcut.state === 'desktop';
  return (
    <SettingRow
      label={row.label}
      text={isNote && state !== null ? t('ui.text.two-sentences', { first: row.text, second: state }) : row.text}
      problem={problem ?? (refused ? t('ui.settings.refused') : isNote ? null : state)}
      control={
        isRecording ? (
          <button ref={cancel} type="button" className={styles.recorder} onKeyDown={onKeyDown} onBlur={end}>
            {t('ui.set.shortcut.press')}
          </button>
        ) : (
          <>
            <span className={styles.keys}>
              {value === '' && <span className={styles.none}>{t('ui.set.shortcut.none')}</span>}
              {keyCaps(value, platform, t).map((cap) => (
                <kbd key={cap} className={styles.key}>
                  {cap}
                </kbd>
              ))}
            </span>
            <Button
              ref={opener}
              label={t('ui.text.labelled', { label: t('ui.set.shortcut.change'), text: row.label })}
              onPress={() => setRecording(true)}
            >
              {t('ui.set.shortcut.change')}
            </Button>
            {value === '' && suggested !== '' && (
              <Button quiet onPress={() => void change(suggested)}>
                {t('ui.set.shortcut.suggested', { keys: keyCaps(suggested, platform, t).join('+') })}
              </Button>
            )}
            {value !== '' && (
              <Button
                quiet
                danger
                label={t('ui.text.labelled', { label: t('ui.set.shortcut.remove'), text: row.label })}
                onPress={() => void change('')}
              >
                {t('ui.set.shortcut.remove')}
              </Button>
            )}
          </>
        )
      }
    />
  );
}
