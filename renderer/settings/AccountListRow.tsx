import { useId } from 'react';
import type { SettingsAccount } from '../../core/views/settings-accounts.ts';
import { Icon } from '../components/Icon.tsx';
import { Tag } from '../components/Tag.tsx';
import { Tile } from '../components/Tile.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './AccountList.module.css';
import rowStyles from './LinkRow.module.css';
import { usePlaces } from './places.ts';
import { useSetting } from './settings-context.ts';

interface AccountListRowProps {
  readonly account: SettingsAccount;
  /** True: it can be dragged by its grip. */
  readonly canMove: boolean;
}

/** One account as a line that opens its page: name, plan, place, and what is special about it. Its name is the button. */
export function AccountListRow({ account, canMove }: AccountListRowProps) {
  const t = useTranslate();
  const id = useId();
  const { open } = usePlaces();
  const group = useSetting('accountGroups').value[account.id];
  const isPinned = useSetting('pinned').value.includes(account.id);
  const isHidden = useSetting('hidden').value.includes(account.id);
  return (
    <div className={styles.row} data-row={account.id}>
      <span className={styles.grip} data-grip={canMove || undefined}>
        <Icon name="grip" />
      </span>
      <Tile tile={account.tile} />
      <span className={styles.words}>
        <button
          type="button"
          className={`${styles.name} ${rowStyles.open}`}
          data-opens={`account:${account.id}`}
          aria-describedby={`${id}-text ${id}-marks`}
          aria-keyshortcuts={canMove ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
          onClick={() => open(`account:${account.id}`)}
        >
          <span dir="auto">
            {account.name}
            {account.domain !== null && <span className={styles.domain}>{account.domain}</span>}
          </span>
        </button>
        <span id={`${id}-text`} className={styles.text}>
          {t('ui.accounts.plan-and-place', { plan: account.subtitle, place: account.place })}
        </span>
      </span>
      <span id={`${id}-marks`} className={styles.marks}>
        {account.needs !== null && <Tag text={account.needs} tone="low" />}
        {isHidden && <Tag text={t('ui.accounts.hidden')} tone="quiet" />}
        {group !== undefined && <Tag text={group} tone="quiet" />}
        {isPinned && (
          <span className={styles.pin}>
            <Icon name="pin" />
            <span className="visually-hidden">{t('ui.accounts.pinned')}</span>
          </span>
        )}
      </span>
      <span className={styles.chevron}>
        <Icon name="chevron" />
      </span>
    </div>
  );
}
