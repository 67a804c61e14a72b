import type { NotificationsView, NotificationView } from '../../core/alerts/view.ts';
import { Button } from '../components/Button.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { useKeepFocus } from '../hooks/keep-focus.ts';
import { useAnnounce, useTranslate } from '../hooks/window-context.ts';
import { Page } from '../panel/Page.tsx';
import styles from './NoticesPage.module.css';
import { useNotifications } from './use-notifications.ts';

const hourMinutes = 60;

interface NoticesPageProps {
  /** Another value when there are other notifications. */
  readonly version: string;
  readonly hasBack: boolean;
  readonly onBack: () => void;
  readonly onOpenAccount: (accountId: string) => void;
}

/** The notifications that the app keeps, by day. */
export function NoticesPage({ version, hasBack, onBack, onOpenAccount }: NoticesPageProps) {
  const t = useTranslate();
  const announce = useAnnounce();
  const { view, failed, markSeen, snooze } = useNotifications(version);
  const isUnseen = (view?.unseen ?? 0) > 0;
  const seen = async (): Promise<void> => {
    if (await markSeen()) announce(t('ui.notices.seen-done'));
  };
  return (
    <Page
      title={t('ui.notices.title')}
      hasBack={hasBack}
      takesFocus
      isBusy={view === null}
      onBack={onBack}
      actions={
        <>
          {isUnseen && <SeenButton onPress={() => void seen()} />}
          {view !== null && view.notices.length > 0 && view.allSnoozedText === null && (
            <IconButton
              icon="bell-off"
              label={t('ui.notices.snooze-all')}
              onPress={() => void snooze({ accountId: null, forMinutes: hourMinutes })}
            />
          )}
        </>
      }
    >
      {(failed || view === null) && (
        <p className={styles.status} role="status">
          {t(failed ? 'ui.notices.failed' : 'ui.notices.loading')}
        </p>
      )}
      {view !== null && (
        <>
          <SnoozedList view={view} onWake={(accountId) => void snooze({ accountId, forMinutes: null })} />
          {view.notices.length === 0 && <p className={styles.status}>{t('ui.notices.none')}</p>}
          {byDay(view.notices).map(({ day, notices }) => (
            <section key={day} aria-label={day}>
              <h3 className={styles.day}>{day}</h3>
              <ul className={styles.list}>
                {notices.map((notice) => (
                  <Notice
                    key={notice.id}
                    notice={notice}
                    onOpen={() => onOpenAccount(notice.accountId)}
                    onSnooze={() => void snooze({ accountId: notice.accountId, forMinutes: hourMinutes })}
                  />
                ))}
              </ul>
            </section>
          ))}
        </>
      )}
    </Page>
  );
}

/** The button that disappears when nothing is new. The focus then stays on the page. */
function SeenButton({ onPress }: { readonly onPress: () => void }) {
  const t = useTranslate();
  const part = useKeepFocus();
  return (
    <div ref={part}>
      <Button quiet onPress={onPress}>
        {t('ui.notices.seen')}
      </Button>
    </div>
  );
}

interface Day {
  readonly day: string;
  readonly notices: readonly NotificationView[];
}

/** Puts the notifications of one day together, the newest first. */
function byDay(notices: readonly NotificationView[]): readonly Day[] {
  const days = new Map<string, NotificationView[]>();
  for (const notice of notices) {
    const before = days.get(notice.dayText);
    if (before === undefined) days.set(notice.dayText, [notice]);
    else before.push(notice);
  }
  return [...days].map(([day, all]) => ({ day, notices: all }));
}

/** The muted accounts with their end and a button to end it. Screen readers announce changes. */
function SnoozedList({
  view,
  onWake,
}: {
  readonly view: NotificationsView;
  readonly onWake: (id: string | null) => void;
}) {
  const t = useTranslate();
  const all = view.allSnoozedText === null ? [] : [{ accountId: null, label: null, text: view.allSnoozedText }];
  return (
    <ul className={styles.snoozed} aria-live="polite">
      {[...all, ...view.snoozedAccounts].map(({ accountId, label, text }) => (
        <li key={accountId ?? ''}>
          <span>{text}</span>
          <Button
            quiet
            label={label === null ? t('ui.notices.wake') : t('ui.notices.wake-for', { label })}
            onPress={() => onWake(accountId)}
          >
            {t('ui.notices.wake')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

interface NoticeProps {
  readonly notice: NotificationView;
  readonly onOpen: () => void;
  readonly onSnooze: () => void;
}

/** One notification: its form, what happened, and when. Its buttons appear under the pointer and with the focus. */
function Notice({ notice, onOpen, onSnooze }: NoticeProps) {
  const t = useTranslate();
  const { seen, title, body, ageText, timeText, exactText, silentText, hasCard, label } = notice;
  const named = t('ui.text.pair', { first: label, second: title });
  return (
    <li className={styles.notice} data-new={!seen || undefined}>
      <span className={styles.dot} aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.title}>
          {!seen && <span className="visually-hidden">{t('ui.notices.new')} </span>}
          <Sentence text={title} />
        </p>
        <p className={styles.text}>{[body, silentText].filter((text) => text !== null && text !== '').join(' · ')}</p>
      </div>
      <time className={styles.time} title={`${exactText} · ${ageText}`}>
        {timeText}
      </time>
      {hasCard && (
        <span className={styles.actions}>
          <Button quiet label={t('ui.notices.go-to', { label: named })} onPress={onOpen}>
            {t('ui.notices.go')}
          </Button>
          <Button quiet label={t('ui.notices.snooze-for', { label: named })} onPress={onSnooze}>
            {t('ui.notices.snooze')}
          </Button>
        </span>
      )}
    </li>
  );
}
