import type { ReactNode } from 'react';
import type { FirstRunView, FoundAccountView, ToolLineView } from '../../core/views/first-run.ts';
import type { TileView } from '../../core/views/panel-model.ts';
import { AccountName } from '../components/AccountName.tsx';
import { Button } from '../components/Button.tsx';
import { CardHead } from '../components/CardHead.tsx';
import { Icon } from '../components/Icon.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { Tile } from '../components/Tile.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { type Choice, FirstRunChoices, useChoices } from './FirstRunChoices.tsx';
import styles from './FirstRunPage.module.css';

/** What a newcomer can do. */
export interface FirstRunActions {
  readonly lookAgain: () => void;
  readonly copySignIn: (provider: ToolLineView['provider']) => void;
  readonly openPlaces: () => void;
  readonly openKeyringHelp: () => void;
  /** Opens the settings at the form for a new account; null: with the choice of the service. */
  readonly openAdd: (provider: ToolLineView['provider'] | null) => void;
  readonly choose: (choice: Choice) => void;
  readonly showSample: (isOn: boolean) => void;
}

interface FirstRunPageProps {
  readonly view: FirstRunView;
  readonly actions: FirstRunActions;
}

/** What a newcomer sees instead of the list: what was found, the next step, and a few choices. */
export function FirstRunPage({ view, actions }: FirstRunPageProps) {
  const t = useTranslate();
  const choices = useChoices(view.choices, actions.choose);
  if (view.step === 'found') {
    return (
      <>
        <section className={styles.card} aria-label={t('ui.first.found')}>
          <ul>
            {view.accounts.map((account) => (
              <FoundAccount
                key={account.id}
                account={account}
                hasNamesake={view.accounts.some(({ id, name }) => id !== account.id && name === account.name)}
                onCopy={actions.copySignIn}
              />
            ))}
          </ul>
        </section>
        <FirstRunChoices choices={choices} hasIcon />
        <div className={styles.end}>
          <Button onPress={() => actions.openAdd(null)}>{t('ui.first.add-another')}</Button>
          <Button
            primary
            onPress={() =>
              actions.choose({
                ...(choices.startAtLogin === null ? {} : { startAtLogin: choices.startAtLogin }),
                isDone: true,
              })
            }
          >
            {t('ui.first.done')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <section className={styles.welcome}>
        <h2>{t('ui.first.title')}</h2>
        <p>{t('ui.first.text')}</p>
      </section>
      <section className={styles.card} aria-labelledby="first-tools">
        <CardHead id="first-tools" level={2} title={t('ui.first.here')}>
          <Button quiet icon="refresh" onPress={actions.lookAgain}>
            {t('ui.action.look-again')}
          </Button>
        </CardHead>
        <ul>
          {view.tools.map((tool) => (
            <ToolLine key={tool.provider} tool={tool} onCopy={actions.copySignIn} />
          ))}
          <Line tile={{ text: '…', provider: '' }} name={t('ui.first.others')} text={t('ui.first.others.text')} isFaint>
            <Button onPress={actions.openPlaces}>{t('ui.places.open')}</Button>
          </Line>
        </ul>
        <p className={styles.note}>{t('ui.first.by-itself')}</p>
      </section>
      <section className={styles.card} aria-labelledby="first-keys">
        <CardHead id="first-keys" level={2} title={t('ui.first.with-key')} />
        <ul className={styles.keys}>
          {view.keys.map(({ provider, tile, name }) => (
            <li key={provider}>
              <KeyTile tile={tile} name={name} onPress={() => actions.openAdd(provider)} />
            </li>
          ))}
          <li>
            <KeyTile
              tile={{ text: '+', provider: '' }}
              name={t('ui.first.other')}
              onPress={() => actions.openAdd(null)}
            />
          </li>
        </ul>
        {view.keyringText !== null && (
          <p className={styles.note}>
            {view.keyringText}{' '}
            <Button quiet label={`${t('ui.help.open')}: ${view.keyringText}`} onPress={actions.openKeyringHelp}>
              {t('ui.help.open')}
            </Button>
          </p>
        )}
      </section>
      <FirstRunChoices choices={choices} hasIcon={false} />
      <p className={styles.centre}>
        <Button quiet onPress={() => actions.showSample(true)}>
          {t('ui.first.sample')}
        </Button>
      </p>
    </>
  );
}

type FoundAccountProps = OnCopy & { readonly account: FoundAccountView; readonly hasNamesake: boolean };

function FoundAccount({ account, hasNamesake, onCopy }: FoundAccountProps) {
  const t = useTranslate();
  const { tile, name, domain, text, command, provider } = account;
  return (
    <Line tile={tile} name={name} domain={domain} hasNamesake={hasNamesake} text={text}>
      {command === null || provider === null ? (
        <span className={styles.tick}>
          <Icon name="check" />
          <span className="visually-hidden">{t('ui.first.ready')}</span>
        </span>
      ) : (
        <CommandButton command={command} onPress={() => onCopy(provider)} />
      )}
    </Line>
  );
}

interface OnCopy {
  readonly onCopy: FirstRunActions['copySignIn'];
}

function ToolLine({ tool, onCopy }: { readonly tool: ToolLineView } & OnCopy) {
  const { tile, name, text, command, provider } = tool;
  return (
    <Line tile={tile} name={name} text={text} isFaint={command === null}>
      {command !== null && <CommandButton command={command} onPress={() => onCopy(provider)} />}
    </Line>
  );
}

interface LineProps {
  readonly tile: TileView;
  readonly name: string;
  readonly domain?: string | null;
  readonly hasNamesake?: boolean;
  readonly text: string;
  readonly isFaint?: boolean;
  readonly children: ReactNode;
}

/** One line of a card: who, what about it, and the one thing to do. */
function Line({ tile, name, domain = null, hasNamesake = false, text, isFaint = false, children }: LineProps) {
  return (
    <li className={styles.line} data-faint={isFaint || undefined}>
      <Tile tile={tile} size="page" />
      <div className={styles.words}>
        <p className={styles.name} dir="auto">
          {domain === null ? name : <AccountName name={name} domain={domain} hasNamesake={hasNamesake} />}
        </p>
        <p className={styles.text}>
          <Sentence text={text} />
        </p>
      </div>
      {children}
    </li>
  );
}

/** A command to copy. */
function CommandButton({ command, onPress }: { readonly command: string; readonly onPress: () => void }) {
  const t = useTranslate();
  return (
    <button
      type="button"
      className={styles.command}
      aria-label={t('ui.first.copy', { command })}
      title={t('ui.first.copy', { command })}
      onClick={onPress}
    >
      <code dir="ltr">{command}</code>
      <Icon name="copy" size={14} />
    </button>
  );
}

function KeyTile(props: { readonly tile: TileView; readonly name: string; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.key} onClick={props.onPress}>
      <Tile tile={props.tile} size="page" />
      {props.name}
    </button>
  );
}
