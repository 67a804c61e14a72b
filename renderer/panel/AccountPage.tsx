import type { Standing } from '../../core/snapshot/order.ts';
import type { AccountPageView } from '../../core/views/page-model.ts';
import { AccountName } from '../components/AccountName.tsx';
import { Button } from '../components/Button.tsx';
import { ForgetAccount } from '../components/ForgetAccount.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { LimitMeter } from '../components/LimitMeter.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { Tile } from '../components/Tile.tsx';
import { AccountHistory } from '../history/AccountHistory.tsx';
import { PeakBars } from '../history/PeakBars.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './AccountPage.module.css';
import { FactList, SourceList } from './FactList.tsx';
import { Page } from './Page.tsx';
import type { AccountPageActions } from './hand.ts';

interface AccountPageProps {
  readonly view: AccountPageView;
  /** What the account is for the user now. */
  readonly standing: Standing | null;
  /** False: the page stands beside the list. */
  readonly hasBack: boolean;
  /** Another value when the figures changed. */
  readonly stamp: string;
  readonly actions: AccountPageActions;
}

/** One account in full: limits, history, peaks, money, where each figure comes from, and its links. */
export function AccountPage({ view, standing, hasBack, stamp, actions }: AccountPageProps) {
  const t = useTranslate();
  const { id, name, domain, tile, subtitle, marks, limits, facts, sources, startCommand, links } = view;
  const account = { id, label: name };
  return (
    <Page
      title={<AccountName name={name} domain={domain} hasNamesake={marks.hasNamesake} />}
      spokenTitle={`${name}${domain ?? ''}`}
      subtitle={subtitle}
      before={<Tile tile={tile} size="page" />}
      hasBack={hasBack}
      takesFocus
      onBack={actions.back}
      actions={
        <>
          <IconButton
            icon="pin"
            label={t('ui.account.pin', { label: name })}
            pressed={marks.isPinned}
            onPress={actions.pin}
          />
          <IconButton
            icon="refresh"
            label={t('ui.action.refresh-account', { label: name })}
            onPress={actions.refresh}
          />
          <IconButton icon="more" label={t('ui.account.more', { label: name })} opensMenu onPress={actions.openMenu} />
        </>
      }
    >
      <Messages view={view} standing={standing} actions={actions} />
      {limits.length > 0 && (
        <section className={styles.card}>
          <h3 className="visually-hidden">{t('ui.account.limits')}</h3>
          {limits.map((meter) => (
            <LimitMeter key={meter.id} meter={meter} isWorded />
          ))}
          {limits.some(({ bar }) => bar.pacePercent !== null) && (
            <p className={styles.legend} aria-hidden="true">
              <svg width="2" height="12">
                <rect width="2" height="12" rx="1" />
              </svg>
              {t('ui.history.even')}
            </p>
          )}
        </section>
      )}
      {view.historyChoices.length > 0 && (
        <AccountHistory accountId={id} label={name} choices={view.historyChoices} stamp={stamp} />
      )}
      {view.peakChoices.length > 0 && <PeakBars accountId={id} choices={view.peakChoices} />}
      {facts.length > 0 && (
        <section className={styles.card}>
          <h3 className="visually-hidden">{t('ui.account.money')}</h3>
          <FactList facts={facts} account={account} />
        </section>
      )}
      <section className={styles.card}>
        <h3>{t('ui.account.sources')}</h3>
        <SourceList sources={sources} />
        <div className={styles.links}>
          {startCommand !== null && (
            <Button icon="copy" onPress={() => actions.copy('start-command')}>
              {t('ui.account.copy-start')}
            </Button>
          )}
          {links.map((link) => (
            <Button key={link.id} icon="external" onPress={() => actions.openLink(link.id)}>
              {link.text}
            </Button>
          ))}
          {view.hasDailyUsage && <Button onPress={actions.openUsage}>{t('ui.usage.open')}</Button>}
        </div>
      </section>
    </Page>
  );
}

/** What is wrong with the account and what the user can do: a command to copy, a key to enter, forgetting it. */
function Messages({ view, standing, actions }: Pick<AccountPageProps, 'view' | 'standing' | 'actions'>) {
  const t = useTranslate();
  const { id, name, messages, signInCommand, needsKey } = view;
  const needsUser = standing === 'needs-you';
  if (messages.length === 0 && signInCommand === null && !needsKey) return null;
  const isGone = signInCommand !== null || needsKey || needsUser;
  return (
    <section className={styles.card}>
      <h3 className="visually-hidden">{t('ui.account.state')}</h3>
      {messages.map((message) => (
        <p key={message} className={styles.message}>
          <Sentence text={message} />
        </p>
      ))}
      {isGone && (
        <div className={styles.links}>
          {signInCommand !== null && (
            <Button icon="copy" onPress={() => actions.copy('sign-in-command')}>
              {t('ui.account.copy-sign-in')}
            </Button>
          )}
          {needsKey && <Button onPress={actions.openSettings}>{t('ui.account.give-key')}</Button>}
          <ForgetAccount quiet id={id} label={name} removes={view.isAdded} />
        </div>
      )}
    </section>
  );
}
