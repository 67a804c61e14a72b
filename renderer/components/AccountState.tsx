import type { AccountCardView } from '../../core/views/panel.ts';
import styles from './AccountState.module.css';
import { ForgetAccount } from './ForgetAccount.tsx';
import { Icon } from './Icon.tsx';
import { Sentence } from './Sentence.tsx';

export interface AccountStateProps {
  readonly account: AccountCardView;
  /** Why the last refresh did not start; null: no message. */
  readonly refusal: string | null;
}

/** What is unusual about an account: its state, the age of its data, a sentence, and an action. */
export function AccountState({ account, refusal }: AccountStateProps) {
  const { stateText, stateTone, ageText, message } = account;
  return (
    <>
      {(stateText !== null || ageText !== null) && (
        <p className={styles.line}>
          {stateText !== null && (
            <span className={styles.state} data-tone={stateTone}>
              {stateTone === 'attention' && <Icon name="attention" />}
              {stateText}
            </span>
          )}
          {ageText !== null && ageText !== stateText && <span className={styles.age}>{ageText}</span>}
        </p>
      )}
      {account.blocked !== undefined && (
        <p className={styles.message}>
          <Sentence text={account.blocked} />
        </p>
      )}
      {message !== null && (
        <p className={styles.message}>
          <Sentence text={message} />
        </p>
      )}
      {account.incident !== undefined && <p className={styles.message}>{account.incident}</p>}
      {refusal !== null && refusal !== message && (
        <p className={styles.message} role="status">
          <Sentence text={refusal} />
        </p>
      )}
      {account.needsSignIn && (
        <div className={styles.actions}>
          <ForgetAccount quiet id={account.id} label={account.label} />
        </div>
      )}
    </>
  );
}
