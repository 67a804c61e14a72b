import type { OwnServiceProblem } from '../../../core/views/own-service-check.ts';
import { Button } from '../../components/Button.tsx';
import { leftToRight } from '../../hooks/direction.ts';
import { useTranslate } from '../../hooks/window-context.ts';
import formStyles from '../AddAccount.module.css';
import { FieldInput } from './FieldInput.tsx';
import {
  addressOf,
  type Draft,
  draftOf,
  type Figure,
  figuresOf,
  furtherKinds,
  keyForms,
  keyHeaderOf,
  memberName,
  textOf,
  textOnlyMembers,
  valueAt,
  withAddress,
  withFigure,
  withKeyHeader,
  withoutFigure,
  withValue,
} from './fields.ts';
import { choices, fieldsOfFigure, type FormField, formFields, minutesField, nameField } from './form-fields.ts';
import styles from './own-service.module.css';

interface DefinitionFormProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly OwnServiceProblem[];
}

/** The common parts of a definition as fields. Every other member stays in the text, and the form names it. */
export function DefinitionForm({ text, onChange, problems }: DefinitionFormProps) {
  const t = useTranslate();
  const draft = draftOf(text);
  if (draft === null) return <p className={styles.hint}>{t('ui.own.not-json')}</p>;
  const change = (next: Draft): void => onChange(textOf(next));
  const figures = figuresOf(draft);
  const header = keyHeaderOf(draft);
  const onlyInText = textOnlyMembers(draft, formFields(draft));
  const problemOf = (...members: readonly string[]): string | null =>
    problems.find(({ member }) => members.includes(member))?.sentence ?? null;
  const forms = (keyForms as readonly string[]).map((form) => ({ value: form, text: form }));
  const fieldInput = (field: FormField) => (
    <MemberField
      key={memberName(field.path)}
      {...{ draft, field }}
      problem={problemOf(memberName(field.path))}
      onChange={change}
    />
  );
  return (
    <div className={styles.form}>
      <div className={formStyles.form}>
        {fieldInput(nameField)}
        <FieldInput
          label={t('ui.own.field.address')}
          value={addressOf(draft)}
          problem={problemOf('origin', 'path')}
          isCode
          placeholder="https://llm.example/v1/usage"
          onChange={(address) => change(withAddress(draft, address))}
        />
        <FieldInput
          label={t('ui.own.field.header')}
          value={header.name}
          problem={problemOf('headers', `headers.${header.name}`)}
          isCode
          onChange={(name) => change(withKeyHeader(draft, { ...header, name }))}
        />
        <FieldInput
          label={t('ui.own.field.key-form')}
          value={header.form}
          problem={null}
          options={forms}
          onChange={(form) => change(withKeyHeader(draft, { ...header, form }))}
        />
        {fieldInput(minutesField)}
      </div>
      <h2 className={styles.title}>{t('ui.own.figures')}</h2>
      <p className={styles.hint}>{t('ui.own.place-hint')}</p>
      {figures.map((figure) => (
        <fieldset key={memberName(figure.path)} className={styles.figure}>
          <legend className={styles.legend}>{figureTitle(draft, figure, t(`ui.own.kind.${figure.kind}`))}</legend>
          <div className={formStyles.form}>{fieldsOfFigure(draft, figure).map(fieldInput)}</div>
          <Button
            quiet
            label={t('ui.own.remove-figure', { figure: figureTitle(draft, figure, t(`ui.own.kind.${figure.kind}`)) })}
            onPress={() => change(withoutFigure(draft, figure))}
          >
            {t('ui.action.remove')}
          </Button>
        </fieldset>
      ))}
      <div role="group" aria-label={t('ui.own.add-figure')} className={styles.begin}>
        {furtherKinds(draft).map((kind) => (
          <Button
            key={kind}
            icon="plus"
            label={`${t('ui.own.add-figure')}: ${t(`ui.own.kind.${kind}`)}`}
            onPress={() => change(withFigure(draft, kind))}
          >
            {t(`ui.own.kind.${kind}`)}
          </Button>
        ))}
      </div>
      <p className={styles.hint}>
        {onlyInText.length === 0
          ? t('ui.own.form-text')
          : t('ui.own.only-text', { members: leftToRight(onlyInText.join(', ')) })}
      </p>
    </div>
  );
}

/** `Limit 5h`, so that two figures of one kind have different names. */
function figureTitle(draft: Draft, { kind, path }: Figure, name: string): string {
  if (kind !== 'window') return name;
  const number = Number(path[1]) + 1;
  const length = valueAt(draft, [...path, 'length']);
  const model = valueAt(draft, [...path, 'name']);
  return [`${name} ${number}`, model, length].filter((part) => part !== '').join(' · ');
}

interface MemberFieldProps {
  readonly draft: Draft;
  readonly field: FormField;
  readonly problem: string | null;
  readonly onChange: (draft: Draft) => void;
}

/** The field of one member, with the label and the choices of its kind. */
function MemberField({ draft, field, problem, onChange }: MemberFieldProps) {
  const t = useTranslate();
  const { label, path, kind, choice } = field;
  const set = (value: string): void => {
    const next = withValue(draft, field, value);
    if (label !== 'resets') return onChange(next);
    // A reset has a place and a form, or it is not there.
    const whole: FormField = { label: 'resets', path: path.slice(0, -1), kind: 'text' };
    const form: FormField = { label: 'resets-as', path: [...path.slice(0, -1), 'as'], kind: 'text' };
    if (value === '') return onChange(withValue(draft, whole, ''));
    onChange(valueAt(draft, form.path) === '' ? withValue(next, form, choices.as[0]) : next);
  };
  const options =
    choice === undefined
      ? undefined
      : choices[choice].map((value) => ({ value, text: t(`ui.own.${choice}.${value}` as Parameters<typeof t>[0]) }));
  return (
    <FieldInput
      label={t(`ui.own.field.${label}`)}
      value={valueAt(draft, path)}
      problem={problem}
      isCode={kind === 'place' || kind === 'amount' || label === 'length' || label === 'currency'}
      {...(options === undefined ? {} : { options })}
      onChange={set}
    />
  );
}
