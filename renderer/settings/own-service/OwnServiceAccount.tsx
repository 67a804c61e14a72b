import { useId, useRef, useState } from 'react';
import type { ServiceTestAnswer } from '../../../core/views/own-service-check.ts';
import { Button } from '../../components/Button.tsx';
import { useBridge, useTranslate } from '../../hooks/window-context.ts';
import formStyles from '../AddAccount.module.css';
import { KeyInput, SavingOutcome, useKeySaving } from '../KeyField.tsx';
import { KeyStorage } from '../KeyStorage.tsx';
import rowStyles from '../SettingRow.module.css';
import { TextField } from '../TextField.tsx';
import type { DefinitionCheck } from './definition-check.ts';
import { LineList } from './LineList.tsx';
import styles from './own-service.module.css';

interface OwnServiceAccountProps {
  readonly definition: string;
  readonly checked: DefinitionCheck;
  readonly baseUrl: string;
  readonly onBaseUrl: (baseUrl: string) => void;
}

type Trial =
  | { readonly kind: 'none' | 'asking' }
  | { readonly kind: 'answered'; readonly of: string; readonly answer: ServiceTestAnswer };

/** The account of a service that the user describes: its name, its key, one test, and the addition. */
export function OwnServiceAccount({ definition, checked, baseUrl, onBaseUrl }: OwnServiceAccountProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const id = useId();
  const good = checked.check?.kind === 'good' ? checked.check : null;
  // The main process checks the text once more, so that a text typed since the last check is no risk.
  const isReady = good !== null;
  const [label, setLabel] = useState('');
  const [organizationId, setOrganizationId] = useState('');
  const [inFile, setInFile] = useState(false);
  const [trial, setTrial] = useState<Trial>({ kind: 'none' });
  const isTesting = useRef(false);
  const { key, step, save } = useKeySaving();
  const service = good?.name ?? '';
  const given = {
    definition,
    baseUrl: good?.needsAddress === true ? baseUrl : null,
    organizationId: good?.needsId === true && organizationId !== '' ? organizationId : null,
  };
  const from = JSON.stringify(given);
  const blocked = isReady ? {} : { unavailableBecause: `${id}-why` };

  const test = async (): Promise<void> => {
    if (!isReady || isTesting.current || key.current === null) return;
    isTesting.current = true;
    setTrial({ kind: 'asking' });
    const answer = await bridge.testOwnService({ ...given, key: key.current.value }).catch(() => null);
    isTesting.current = false;
    const failed = { ok: false, message: t('ui.own.test-failed'), figures: [], empty: [] };
    setTrial({ kind: 'answered', of: from, answer: answer?.ok === true ? answer.value : failed });
  };
  const add = async (): Promise<void> => {
    if (!isReady) return;
    const wanted = { ...given, label: label.trim() === '' ? service : label, ...(inFile ? { inFile } : {}) };
    const isSaved = await save((secret) => bridge.addOwnService({ ...wanted, key: secret }));
    if (isSaved) setLabel('');
  };
  // Figures of an earlier text would say nothing about the present one.
  const answer = trial.kind === 'answered' && trial.of === from ? trial.answer : null;

  return (
    <div role="group" aria-labelledby={`${id}-title`} className={styles.account}>
      <h2 id={`${id}-title`} className={styles.title}>
        {t('ui.own.account')}
      </h2>
      <div className={formStyles.form}>
        <TextField
          label={t('ui.accounts.name')}
          value={label}
          placeholder={service}
          maxLength={100}
          onChange={setLabel}
        />
        {good?.needsAddress === true && (
          <TextField label={t('ui.add.base-url')} value={baseUrl} maxLength={2000} isCode onChange={onBaseUrl} />
        )}
        {good?.needsId === true && (
          <TextField
            label={t('ui.own.id')}
            value={organizationId}
            maxLength={200}
            isCode
            onChange={setOrganizationId}
          />
        )}
        <KeyInput field={key} label={t('ui.add.key')} onEnter={() => void test()} />
        <KeyStorage isInFile={inFile} onFile={() => setInFile(true)} />
        <div className={formStyles.save}>
          <Button {...blocked} onPress={() => void test()}>
            {t('ui.own.test')}
          </Button>
          <Button primary {...blocked} onPress={() => void add()}>
            {t('ui.add.add')}
          </Button>
          <span id={`${id}-why`} className={rowStyles.answer}>
            {isReady ? t('ui.own.test-text') : t('ui.own.why')}
          </span>
        </div>
        <div className={formStyles.whole}>
          <SavingOutcome step={step} busyText={t('ui.add.asking', { service })} />
          <p role="status" className={rowStyles.answer}>
            {trial.kind === 'asking' && t('ui.own.testing', { service })}
            {answer?.ok === true && answer.message}
          </p>
          {answer?.ok === false && (
            <p role="alert" className={rowStyles.problem}>
              {answer.message}
            </p>
          )}
          {answer !== null && answer.figures.length > 0 && (
            <LineList title={t('ui.own.found')} lines={answer.figures} />
          )}
          {answer !== null && answer.empty.length > 0 && (
            <ul className={rowStyles.problem}>
              {answer.empty.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </div>
  );
}
