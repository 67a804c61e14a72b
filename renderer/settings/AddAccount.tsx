import { useLayoutEffect, useRef, useState } from 'react';
import type { AddableProvider, ServiceHint } from '../../core/views/services.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { Tile } from '../components/Tile.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './AddAccount.module.css';
import controls from './controls.module.css';
import { KeyField, useKeySaving } from './KeyField.tsx';
import { KeyStorage } from './KeyStorage.tsx';
import { usePlaces } from './places.ts';
import { OwnService, ownTile } from './own-service/OwnService.tsx';
import { ownServiceSign, serviceSigns } from './service-signs.ts';
import rowStyles from './SettingRow.module.css';
import { TextField } from './TextField.tsx';

/** How many services without a key a search names. */
const mostHints = 5;

export interface AddAccountProps {
  readonly providers: readonly AddableProvider[];
  /** Services that people look for in vain; a search says why. */
  readonly hints: readonly ServiceHint[];
}

/** The services whose accounts are added with a key, to search and choose from. Then the form of the chosen one. */
export function AddAccount({ providers, hints }: AddAccountProps) {
  const t = useTranslate();
  const { adding } = usePlaces();
  const [chosenId, setChosenId] = useState<string | null>(adding?.provider ?? null);
  const [answered, setAnswered] = useState(adding);
  if (adding !== answered) {
    setAnswered(adding);
    setChosenId(adding?.provider ?? null);
  }
  const [words, setWords] = useState('');
  const chosen = providers.find(({ id }) => id === chosenId);
  const field = useRef<HTMLInputElement>(null);
  const wasChosen = useRef(false);
  useLayoutEffect(() => {
    if (chosenId === null && wasChosen.current) field.current?.focus();
    wasChosen.current = chosenId !== null;
  }, [chosenId]);

  if (chosenId === ownTile.provider) return <OwnService onCancel={() => setChosenId(null)} />;
  if (chosen !== undefined) {
    return (
      <li className={rowStyles.row}>
        <Tile tile={chosen.tile} sign={serviceSigns[chosen.tile.provider]} />
        <div className={rowStyles.words}>
          <p className={rowStyles.label}>{chosen.name}</p>
          <p className={rowStyles.text}>{chosen.about}</p>
          <p className={rowStyles.text}>{t('ui.set.add-account.text')}</p>
        </div>
        <div className={rowStyles.control}>
          <Button quiet onPress={() => setChosenId(null)}>
            {t('ui.add.other-service')}
          </Button>
        </div>
        <AddAccountForm key={chosen.id} provider={chosen} onCancel={() => setChosenId(null)} />
      </li>
    );
  }
  const wanted = words.trim().toLocaleLowerCase();
  const hinted = wanted === '' ? [] : hints.filter(({ searched }) => searched.includes(wanted)).slice(0, mostHints);
  const byName = providers.filter(({ searched }) => searched.includes(wanted));
  const isNamed = byName.length > 0 || hinted.length > 0;
  const found = isNamed ? byName : providers.filter(({ about }) => about.toLocaleLowerCase().includes(wanted));
  // Among the results of a search it stands behind, unless it is what was searched.
  const isOwnFirst = t('ui.own.name').toLocaleLowerCase().includes(wanted);
  const ownService = (
    <button type="button" className={styles.service} data-own-service="" onClick={() => setChosenId(ownTile.provider)}>
      <Tile tile={ownTile} sign={ownServiceSign} />
      <span className={styles.about}>
        <span>{t('ui.own.name')}</span> <span className={rowStyles.text}>{t('ui.own.about')}</span>
      </span>
      <Icon name="chevron" />
    </button>
  );
  return (
    <li className={styles.choose}>
      <p className={rowStyles.text}>{t('ui.add.tools')}</p>
      <input
        ref={field}
        type="search"
        className={controls.words}
        aria-label={t('ui.add.find')}
        placeholder={t('ui.add.find')}
        value={words}
        onChange={({ target }) => setWords(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && found.length === 1)
            setChosenId(found[0]?.id ?? null);
          if (event.key !== 'Escape' || words === '') return;
          event.preventDefault();
          setWords('');
        }}
      />
      {isOwnFirst && ownService}
      <ul className={styles.services} aria-label={t('ui.add.provider')}>
        {found.map(({ id, name, tile, about }) => (
          <li key={id}>
            <button type="button" className={styles.service} onClick={() => setChosenId(id)}>
              <Tile tile={tile} sign={serviceSigns[tile.provider]} />
              <span className={styles.about}>
                <span>{name}</span> <span className={rowStyles.text}>{about}</span>
              </span>
              <Icon name="chevron" />
            </button>
          </li>
        ))}
      </ul>
      {hinted.map(({ text }) => (
        <p key={text} role="status">
          <Sentence text={text} />
        </p>
      ))}
      {found.length === 0 && hinted.length === 0 && (
        <p role="status">{t('ui.add.no-service', { words: words.trim() })}</p>
      )}
      {!isOwnFirst && ownService}
    </li>
  );
}

interface AddAccountFormProps {
  readonly provider: AddableProvider;
  readonly onCancel: () => void;
}

/** The form that adds an account with a key. The key is sent once and never comes back to the page. */
function AddAccountForm({ provider, onCancel }: AddAccountFormProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const [label, setLabel] = useState('');
  const [baseUrl, setBaseUrl] = useState(provider.defaultBaseUrl ?? '');
  const [organizationId, setOrganizationId] = useState('');
  const [inFile, setInFile] = useState(false);
  const { key, step, save } = useKeySaving();
  const asksForId = provider.idLabel !== null || provider.defaultBaseUrl === null;
  const form = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), []);

  const submit = async (): Promise<void> => {
    const isSaved = await save((secret) =>
      bridge.addAccount({
        provider: provider.id,
        label,
        baseUrl,
        organizationId: asksForId && organizationId !== '' ? organizationId : null,
        key: secret,
        ...(inFile ? { inFile } : {}),
      }),
    );
    if (isSaved) setLabel('');
  };

  return (
    <div
      ref={form}
      role="group"
      aria-label={t('ui.set.add-account.label')}
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onCancel();
      }}
    >
      <TextField label={t('ui.accounts.name')} value={label} maxLength={100} onChange={setLabel} />
      <TextField label={t('ui.add.base-url')} value={baseUrl} maxLength={2000} isCode onChange={setBaseUrl} />
      {asksForId && (
        <TextField
          label={provider.idLabel ?? t('ui.add.organization')}
          value={organizationId}
          maxLength={200}
          isCode
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
    </div>
  );
}
