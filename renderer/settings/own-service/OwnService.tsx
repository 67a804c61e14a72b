import { useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Segments } from '../../components/Segments.tsx';
import { Tile } from '../../components/Tile.tsx';
import { useTranslate } from '../../hooks/window-context.ts';
import rowStyles from '../SettingRow.module.css';
import { ownServiceSign } from '../service-signs.ts';
import { useUndo } from '../undo.ts';
import { BeginRow } from './BeginRow.tsx';
import { type DefinitionCheck, useDefinitionCheck } from './definition-check.ts';
import { DefinitionForm } from './DefinitionForm.tsx';
import { DefinitionText } from './DefinitionText.tsx';
import { useDraft } from './drafts.ts';
import { draftOf } from './fields.ts';
import { formMembers } from './form-fields.ts';
import { LineList } from './LineList.tsx';
import styles from './own-service.module.css';
import { OwnServiceAccount } from './OwnServiceAccount.tsx';
import { ProblemList } from './ProblemList.tsx';
import { normalized, type TextPlace } from './text-place.ts';

/** The tile of a service that has none of its own yet. */
export const ownTile = { text: '{}', provider: 'own' } as const;

/** A service that the user describes: its definition, what the app would do with it, and the account to add. */
export function OwnService({ onCancel }: { readonly onCancel: () => void }) {
  const t = useTranslate();
  const { offer } = useUndo();
  const [text, setText] = useDraft();
  const [baseUrl, setBaseUrl] = useState('');
  const checked = useDefinitionCheck(text, baseUrl === '' ? null : baseUrl);
  const { check } = checked;
  const id = useId();
  const [view, setView] = useState<'form' | 'text'>('form');
  const [target, setTarget] = useState<TextPlace | null>(null);
  const draft = draftOf(text);
  const atFields = draft === null ? new Set<string>() : formMembers(draft);
  const problems = check?.kind === 'bad' ? check.problems : [];
  const replace = (given: string): void => {
    const next = normalized(given);
    if (text.trim() !== '' && next !== text) offer(t('ui.own.replaced'), () => setText(text));
    setText(next);
  };
  return (
    <li
      className={styles.page}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onCancel();
      }}
    >
      <div className={styles.head}>
        <Tile tile={ownTile} sign={ownServiceSign} />
        <div className={rowStyles.words}>
          <p className={rowStyles.label}>{t('ui.own.name')}</p>
          <p className={rowStyles.text}>{t('ui.own.text')}</p>
        </div>
        <Button quiet onPress={onCancel}>
          {t('ui.add.other-service')}
        </Button>
      </div>
      <BeginRow onText={replace} />
      <div className={styles.views}>
        <Segments
          label={t('ui.own.view')}
          options={[
            { id: 'form', label: t('ui.own.view-form') },
            { id: 'text', label: t('ui.own.view-text') },
          ]}
          chosen={view}
          onChoose={(chosen) => {
            setView(chosen);
            setTarget(null);
          }}
        />
      </div>
      {view === 'form' ? (
        <DefinitionForm text={text} onChange={setText} problems={problems} />
      ) : (
        <DefinitionText
          {...{ text, target }}
          onChange={setText}
          isBad={problems.length > 0}
          problemsId={`${id}-problems`}
        />
      )}
      <ProblemList
        id={`${id}-problems`}
        problems={view === 'form' ? problems.filter(({ member }) => !atFields.has(member)) : problems}
        count={problems.length}
        summary={useSummary(checked)}
        onChoose={({ line, column }) => {
          setView('text');
          setTarget({ line, column });
        }}
      />
      {check?.kind === 'good' && <LineList title={t('ui.own.preview')} lines={check.preview} />}
      <OwnServiceAccount definition={text} checked={checked} baseUrl={baseUrl} onBaseUrl={setBaseUrl} />
    </li>
  );
}

function useSummary({ check, isFailed }: DefinitionCheck): string {
  const t = useTranslate();
  if (isFailed) return t('ui.action.failed');
  if (check === null) return '';
  return check.kind === 'good' ? t('ui.own.good') : t('ui.own.problems', { count: check.problems.length });
}
