import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

import type { ProviderId } from '../../core/providers/provider-id.ts';
import type { AddableProvider } from '../../core/views/settings.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './AddAccountRow.module.css';
import { KeyField, useKeySaving } from './KeyField.tsx';
import { KeyStorage } from './KeyStorage.tsx';
import { usePlaces } from './places.ts';
import { SettingRow } from './SettingRow.tsx';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';

/** The form that adds an account with a key. The key is sent once and never comes back to the page. */
export function AddAccountRow({ row }: { readonly row: Extract<RowModel, { kind: 'add-account' }> }) {
  const t = useTranslate();
  const { adding } = usePlaces();
  const [isOpen, setOpen] = useState(adding !== null);
  const [answered, setAnswered] = useState(adding);
  if (adding !== answered) {
    setAnswered(adding);
    setOpen(true);
  }
  const opener = useRef<HTMLButtonElement>(null);
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <SettingRow
      label={row.label}
      text={row.text}
      control={
        <Button
          ref={opener}
          expanded={isOpen}
          label={isOpen ? t('ui.text.labelled', { label: t('ui.add.close'), text: row.label }) : row.label}
          onPress={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'ui.add.close' : 'ui.add.open')}
        </Button>
      }
      below={
        isOpen && (
          <div role="group" aria-label={row.label} className={styles.form} onKeyDown={close}>
            <AddAccountForm
              key={adding?.provider}
              providers={row.providers}
              provider={adding?.provider ?? null}
              takesFocus={adding !== null}
            />
          </div>
        )
      }
    />
  );
}

interface AddAccountFormProps {
  readonly providers: readonly AddableProvider[];
  /** The service that is chosen at first; null: the first one. */
  readonly provider: ProviderId | null;
  readonly takesFocus: boolean;
}

function AddAccountForm({ providers, provider: wanted, takesFocus }: AddAccountFormProps) {
  const t = useTranslate();
  const id = useId();
  const bridge = useBridge();
  const [chosen, setChosen] = useState(wanted ?? providers[0]?.id);
  const [inFile, setInFile] = useState(false);
  const [label, setLabel] = useState('');
  const [baseUrl, setBaseUrl] = useState<string | null>(null);
  const [organizationId, setOrganizationId] = useState('');
  const { key, step, save } = useKeySaving();
  const service = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (takesFocus) service.current?.focus();
  }, [takesFocus]);
  const provider = providers.find((each) => each.id === chosen);
  if (provider === undefined) return null;
  const isOwnService = provider.defaultBaseUrl === null;

  const submit = async (): Promise<void> => {
    const isSaved = await save((secret) =>
      bridge.addAccount({
        provider: provider.id,
        label,
        baseUrl: baseUrl ?? provider.defaultBaseUrl,
        organizationId: isOwnService && organizationId !== '' ? organizationId : null,
        key: secret,
        ...(inFile ? { inFile } : {}),
      }),
    );
    if (isSaved) setLabel('');
  };

  return (
    <>
      <label className={styles.field} htmlFor={`${id}-provider`}>
        <span>{t('ui.add.provider')}</span>
        <span className={controls.list}>
          <select
            id={`${id}-provider`}
            className={controls.select}
            ref={service}
            value={provider.id}
            onChange={(event) => {
              setChosen(providers.find((each) => each.id === event.target.value)?.id);
              setBaseUrl(null);
            }}
          >
            {providers.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </span>
      </label>
      <TextField label={t('ui.accounts.name')} value={label} maxLength={100} onChange={setLabel} />
      <TextField
        label={t('ui.add.base-url')}
        value={baseUrl ?? provider.defaultBaseUrl ?? ''}
        maxLength={2000}
        onChange={setBaseUrl}
      />
      {isOwnService && (
        <TextField
          label={t('ui.add.organization')}
          value={organizationId}
          maxLength={200}
          onChange={setOrganizationId}
        />
      )}
      <KeyStorage isInFile={inFile} onFile={() => setInFile(true)} />
      <KeyField
        field={key}
        label={t(provider.needsKey ? 'ui.add.key' : 'ui.add.key-optional')}
        hint={provider.keyPage === null ? null : t('ui.add.key-page', { page: provider.keyPage })}
        step={step}
        busyText={t('ui.add.asking', { service: provider.name })}
        onSave={() => void submit()}
      />
    </>
  );
}

/** A short text with its label beside it. */
function TextField({
  label,
  value,
  maxLength,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly onChange: (text: string) => void;
}) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        type="text"
        className={controls.words}
        maxLength={maxLength}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
