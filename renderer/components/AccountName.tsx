import styles from './AccountName.module.css';

interface AccountNameProps {
  readonly name: string;
  readonly domain: string | null;
  /** True: another account has the same name, so that a narrow place cuts both parts instead of leaving the domain out. */
  readonly hasNamesake?: boolean;
}

/** The name of an account: its first part strong, the domain of an address quiet. A domain that does not fit is left out. */
export function AccountName({ name, domain, hasNamesake = false }: AccountNameProps) {
  return (
    <span className={styles.name} dir="auto" data-namesake={hasNamesake || undefined}>
      <span className={styles.local}>{name}</span>
      {domain !== null && <span className={styles.domain}>{domain}</span>}
    </span>
  );
}
