import styles from './AccountName.module.css';

/** The name of an account: its first part strong, the domain of an address quiet. The domain goes first when it is narrow. */
export function AccountName({ name, domain }: { readonly name: string; readonly domain: string | null }) {
  return (
    <span className={styles.name} dir="auto">
      {name}
      {domain !== null && <span className={styles.domain}>{domain}</span>}
    </span>
  );
}
