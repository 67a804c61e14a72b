import { useId, useState } from 'react';

import type { WindowWarmup } from '../../../core/settings/warm-ups.ts';
import { Icon } from '../../components/Icon.tsx';
import { useTranslate } from '../../hooks/window-context.ts';
import switches from '../../components/Switch.module.css';
import controls from '../controls.module.css';
import { useSetting } from '../settings-context.ts';
import type { Clock } from '../week.ts';
import { ScheduleForm, ScheduleList, scheduleWords, workdays } from './Schedule.tsx';
import { useWarmups } from './use-warmups.ts';
import styles from './warmups.module.css';

const most = 48;
const graces = [5, 15, 30, 60, 120] as const;

/** The scheduled warm-ups of windows, with a note about their cost. */
export function WindowWarmups({ clock }: { readonly clock: Clock }) {
  const t = useTranslate();
  const view = useWarmups();
  const { value, refused, change } = useSetting('windowWarmups');
  const accounts = view?.accounts ?? [];
  const nameOf = (id: string): string => accounts.find((account) => account.id === id)?.label ?? id;
  const wordsOf = (warmup: WindowWarmup): string =>
    t('ui.text.labelled', { label: nameOf(warmup.accountId), text: scheduleWords(warmup, clock, t) });
  const set = (id: string, next: Partial<WindowWarmup>): void =>
    void change(
      value.map((each) => (each.id === id ? { ...each, ...next, sinceMs: view?.nowMs ?? each.sinceMs } : each)),
    );

  return (
    <>
      <ScheduleList
        label={t('ui.warmups.windows.label')}
        canAdd={accounts.length > 0 && value.length < most}
        problem={refused ? t('ui.settings.refused') : null}
        items={value.map((warmup) => ({
          key: warmup.id,
          text: wordsOf(warmup),
          control: (
            <input
              type="checkbox"
              role="switch"
              className={switches.switch}
              aria-label={t('ui.warmups.on-slot', { slot: wordsOf(warmup) })}
              checked={warmup.enabled}
              onChange={(event) => set(warmup.id, { enabled: event.target.checked })}
            />
          ),
        }))}
        onRemove={(id) => void change(value.filter((each) => each.id !== id))}
        form={(id, close) => (
          <WarmupForm
            warmup={value.find((each) => each.id === id) ?? null}
            accounts={accounts}
            language={clock.language}
            onCancel={close}
            onSave={(draft) => {
              const sinceMs = view?.nowMs ?? 0;
              const fresh = { ...draft, id: `${sinceMs}-${value.length}`, enabled: true, sinceMs };
              if (id === null) void change([...value, fresh]);
              else set(id, draft);
              close();
            }}
          />
        )}
      />
      {view !== null && accounts.length === 0 && <p className={styles.quiet}>{t('ui.warmups.none-accounts')}</p>}
      {view !== null && <p className={styles.quiet}>{view.costText}</p>}
      <p className={styles.quiet}>{t('ui.warmups.terms')}</p>
    </>
  );
}

interface WarmupFormProps {
  /** null: a new warm-up. */
  readonly warmup: WindowWarmup | null;
  readonly accounts: readonly { readonly id: string; readonly label: string }[];
  readonly language: string;
  readonly onSave: (draft: Pick<WindowWarmup, 'accountId' | 'days' | 'time' | 'graceMinutes'>) => void;
  readonly onCancel: () => void;
}

function WarmupForm({ warmup, accounts, language, onSave, onCancel }: WarmupFormProps) {
  const t = useTranslate();
  const id = useId();
  const [accountId, setAccountId] = useState(warmup?.accountId ?? accounts[0]?.id ?? '');
  const [graceMinutes, setGrace] = useState(warmup?.graceMinutes ?? 30);
  const offered = accounts.some((account) => account.id === accountId)
    ? accounts
    : [...accounts, { id: accountId, label: accountId }];
  const minutes = [...new Set<number>([...graces, graceMinutes])].sort((one, other) => one - other);
  return (
    <ScheduleForm
      start={warmup ?? { days: workdays, time: '07:00' }}
      language={language}
      onCancel={onCancel}
      onSave={({ days, time }) => onSave({ accountId, days: [...days], time, graceMinutes })}
    >
      <label className={styles.field} htmlFor={`${id}-account`}>
        <span>{t('ui.warmups.account')}</span>
        <span className={controls.list}>
          <select
            id={`${id}-account`}
            className={controls.select}
            value={accountId}
            onChange={(event) => setAccountId(event.target.value)}
          >
            {offered.map((account) => (
              <option key={account.id} value={account.id}>
                {account.label}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </span>
      </label>
      <label className={styles.field} htmlFor={`${id}-grace`}>
        <span>{t('ui.warmups.grace')}</span>
        <span className={controls.list}>
          <select
            id={`${id}-grace`}
            className={controls.select}
            value={graceMinutes}
            onChange={(event) => setGrace(Number(event.target.value))}
          >
            {minutes.map((count) => (
              <option key={count} value={count}>
                {t('ui.warmups.grace-minutes', { count })}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </span>
      </label>
    </ScheduleForm>
  );
}

/** The scheduled refreshes, in addition to the usual interval. */
export function RefreshSlots({ clock }: { readonly clock: Clock }) {
  const t = useTranslate();
  const { value, refused, change } = useSetting('refreshSlots');
  return (
    <ScheduleList
      label={t('ui.warmups.refresh.label')}
      canAdd={value.length < most}
      problem={refused ? t('ui.settings.refused') : null}
      items={value.map((slot, index) => ({ key: String(index), text: scheduleWords(slot, clock, t) }))}
      onRemove={(key) => void change(value.filter((_, index) => String(index) !== key))}
      form={(key, close) => (
        <ScheduleForm
          start={value.find((_, index) => String(index) === key) ?? { days: workdays, time: '07:00' }}
          language={clock.language}
          onCancel={close}
          onSave={({ days, time }) => {
            const slot = { days: [...days], time };
            const others = value.map((each, index) => (String(index) === key ? slot : each));
            void change(key === null ? [...value, slot] : others);
            close();
          }}
        />
      )}
    />
  );
}
