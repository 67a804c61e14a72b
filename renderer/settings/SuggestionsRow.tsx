import { useCallback, useEffect, useRef, useState } from 'react';
import type { CommandAnswer } from '../../core/ipc/contract.ts';
import type { SuggestionItem, SuggestionsView } from '../../core/views/suggestions.ts';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { SettingRow } from './SettingRow.tsx';
import rowStyles from './SettingRow.module.css';
import type { RowModel } from './row-model.ts';
import styles from './SuggestionsRow.module.css';

/** The accounts that are found on this computer, each with one button that adds it. Nothing is added by itself. */
export function SuggestionsRow({ row }: { readonly row: Extract<RowModel, { kind: 'suggestions' }> }) {
  const t = useTranslate();
  const { view, hasFailed, step, list, look, add, dismiss, restore } = useSuggestions();
  return (
    <SettingRow
      label={row.label}
      text={row.text}
      control={
        hasFailed && (
          <Button
            label={t('ui.text.labelled', { label: t('ui.suggestions.again'), text: row.label })}
            onPress={() => void look()}
          >
            {t('ui.suggestions.again')}
          </Button>
        )
      }
      problem={hasFailed ? t('ui.suggestions.failed') : step.kind === 'answered' && !step.ok ? step.message : null}
      below={
        <div ref={list} className={styles.found} role="group" aria-label={row.label} tabIndex={-1}>
          {view !== null && view.items.length > 0 && (
            <ul className={styles.list}>
              {view.items.map((item) => (
                <Suggestion
                  key={item.id}
                  item={item}
                  onAdd={() => void add(item)}
                  onDismiss={() => void dismiss(item)}
                />
              ))}
            </ul>
          )}
          <p className={rowStyles.answer} role="status">
            {step.kind === 'adding' && t('ui.suggestions.adding', { title: step.title })}
            {step.kind === 'answered' && step.ok && step.message}
            {step.kind === 'idle' && view === null && !hasFailed && t('ui.suggestions.looking')}
            {step.kind === 'idle' && view?.items.length === 0 && t('ui.suggestions.none')}
          </p>
          {view?.notes.map((note) => (
            <p key={note} className={rowStyles.answer}>
              {note}
            </p>
          ))}
          {view !== null && view.dismissedCount > 0 && (
            <Button quiet onPress={() => void restore()}>
              {t('ui.suggestions.restore', { count: view.dismissedCount })}
            </Button>
          )}
        </div>
      }
    />
  );
}

interface SuggestionProps {
  readonly item: SuggestionItem;
  readonly onAdd: () => void;
  readonly onDismiss: () => void;
}

function Suggestion({ item, onAdd, onDismiss }: SuggestionProps) {
  const t = useTranslate();
  return (
    <li className={styles.item}>
      <div className={rowStyles.words}>
        <p className={rowStyles.label}>{item.title}</p>
        <p className={rowStyles.text}>{item.text}</p>
      </div>
      <div className={rowStyles.control}>
        <Button label={t('ui.text.labelled', { label: t('ui.add.add'), text: item.title })} onPress={onAdd}>
          {t('ui.add.add')}
        </Button>
        <Button
          quiet
          label={t('ui.text.labelled', { label: t('ui.suggestions.dismiss'), text: item.title })}
          onPress={onDismiss}
        >
          {t('ui.suggestions.dismiss')}
        </Button>
      </div>
    </li>
  );
}

type Step =
  | { readonly kind: 'idle' }
  | { readonly kind: 'adding'; readonly title: string }
  | { readonly kind: 'answered'; readonly ok: boolean; readonly message: string };

interface Shown {
  /** Null before the first answer. */
  readonly view: SuggestionsView | null;
  /** True: the last answer did not come, so the view may be old. */
  readonly hasFailed: boolean;
}

function shownAfter(before: Shown, answer: CommandAnswer<SuggestionsView> | null): Shown {
  return answer?.ok === true ? { view: answer.value, hasFailed: false } : { ...before, hasFailed: true };
}

/** Asks for the suggestions when the row appears and after each action, one action at a time. */
function useSuggestions() {
  const t = useTranslate();
  const bridge = useBridge();
  const [shown, setShown] = useState<Shown>({ view: null, hasFailed: false });
  const [step, setStep] = useState<Step>({ kind: 'idle' });
  const list = useRef<HTMLDivElement>(null);
  const isBusy = useRef(false);

  const look = useCallback(async (): Promise<void> => {
    const answer = await bridge.getSuggestions().catch(() => null);
    setShown((before) => shownAfter(before, answer));
  }, [bridge]);
  useEffect(() => void look(), [look]);

  /** Runs one action at a time. The work returns whether its button is gone. Then the focus goes to the list. */
  const act = async (work: () => Promise<boolean>): Promise<void> => {
    if (isBusy.current) return;
    isBusy.current = true;
    const isGone = await work();
    isBusy.current = false;
    if (isGone) list.current?.focus();
  };

  const add = ({ id, title }: SuggestionItem): Promise<void> =>
    act(async () => {
      setStep({ kind: 'adding', title });
      const answer = await bridge.acceptSuggestion({ id }).catch(() => null);
      const value = answer?.ok === true ? answer.value : { ok: false, message: t('ui.add.failed') };
      setStep({ kind: 'answered', ...value });
      if (value.ok) await look();
      return value.ok;
    });
  const dismiss = ({ id }: SuggestionItem): Promise<void> =>
    act(async () => {
      setStep({ kind: 'idle' });
      const answer = await bridge.dismissSuggestion({ id }).catch(() => null);
      setShown((before) => shownAfter(before, answer));
      return answer?.ok === true;
    });
  const restore = (): Promise<void> =>
    act(async () => {
      const answer = await bridge.restoreSuggestions().catch(() => null);
      setShown((before) => shownAfter(before, answer));
      return answer?.ok === true;
    });

  return { ...shown, step, list, look, add, dismiss, restore };
}
