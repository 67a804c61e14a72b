import { useRef, useState } from 'react';
import { useAnnounce, useBridge, useTranslate } from '../hooks/window-context.ts';
import { ActionButton } from './ActionButton.tsx';
import styles from './AddAccount.module.css';
import controls from './controls.module.css';
import { KeyField, useKeySaving } from './KeyField.tsx';
import { KeyStorage } from './KeyStorage.tsx';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';

/** The user name and the password of the own proxy. The password is sent once and never comes back to the page. */
export function ProxySignInRow() {
  const t = useTranslate();
  const bridge = useBridge();
  const announce = useAnnounce();
  const { value: stored } = useSetting('proxySignIn');
  const userField = useRef<HTMLInputElement>(null);
  const [user, setUser] = useState(stored?.user ?? '');
  const [inFile, setInFile] = useState(false);
  const { key: password, step, save } = useKeySaving();
  const text =
    stored === null
      ? t('ui.set.proxy-sign-in.text')
      : t('ui.set.proxy-sign-in.text-stored', { user: stored.user, proxy: stored.origin });
  const submit = (): void =>
    void save((secret) => bridge.saveProxySignIn({ user, password: secret, ...(inFile ? { inFile } : {}) }));
  /** The button goes with the sign-in, so the outcome is announced and the focus goes to the first field. */
  const forget: typeof bridge.forgetProxySignIn = async () => {
    const answer = await bridge.forgetProxySignIn();
    if (answer.ok && answer.value.ok) {
      announce(answer.value.message ?? '');
      userField.current?.focus();
    }
    return answer;
  };

  return (
    <SettingRow
      label={t('ui.set.proxy-sign-in.label')}
      text={text}
      control={stored !== null && <ActionButton danger text={t('ui.set.proxy-sign-in.forget')} run={forget} />}
      below={
        <div role="group" aria-label={t('ui.set.proxy-sign-in.label')} className={styles.form}>
          <KeyStorage of="password" isInFile={inFile} onFile={() => setInFile(true)} />
          <label className={styles.field}>
            <span>{t('ui.set.proxy-sign-in.user')}</span>
            <input
              ref={userField}
              type="text"
              className={controls.words}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              value={user}
              onChange={({ target }) => setUser(target.value)}
            />
          </label>
          <KeyField
            field={password}
            label={t('ui.set.proxy-sign-in.password')}
            hint={null}
            step={step}
            saveText={t('ui.set.proxy-sign-in.save')}
            busyText={t('ui.set.proxy-sign-in.saving')}
            onSave={submit}
          />
        </div>
      }
    />
  );
}
