import { useTranslate } from '../../hooks/window-context.ts';
import { useSetting } from '../settings-context.ts';
import { scheduleWords, workdays } from './schedule-text.ts';
import { ScheduleForm } from './Schedule.tsx';
import { ScheduleList } from './ScheduleList.tsx';

const most = 48;

/** The times of day at which figures are asked for beside the usual turns. */
export function RefreshSlots({ language }: { readonly language: string }) {
  const t = useTranslate();
  const { value, refused, change } = useSetting('refreshSlots');
  return (
    <ScheduleList
      label={t('ui.warmups.refresh.label')}
      canAdd={value.length < most}
      problem={refused ? t('ui.settings.refused') : null}
      items={value.map((slot, index) => ({ key: String(index), text: scheduleWords(slot, language, t) }))}
      onRemove={(key) => void change(value.filter((_, index) => String(index) !== key))}
      form={(key, close) => (
        <ScheduleForm
          start={value.find((_, index) => String(index) === key) ?? { days: workdays, time: '07:00' }}
          language={language}
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
