import { useEffect, useId, useRef, useState } from 'react';
import type { AccountPageView } from '../../core/views/page-model.ts';
import type { PanelView } from '../../core/views/panel.ts';
import type { PanelFace } from '../../core/views/panel-model.ts';
import { Button } from '../components/Button.tsx';
import { useAccountPage } from '../hooks/account-pages.ts';
import { useTranslate } from '../hooks/window-context.ts';
import type { UiTranslate } from '../i18n/catalogue.ts';
import { signBars } from './Gauge.tsx';
import { Page } from './Page.tsx';
import { drawShareCard, type ShareCard, type ShareLine } from './share-picture.ts';
import styles from './SharePage.module.css';

interface SharePageProps {
  /** null: all accounts. */
  readonly accountId: string | null;
  readonly view: PanelView;
  readonly hasBack: boolean;
  /** Takes the picture; null: it could not be drawn. */
  readonly onCopy: (png: string | null) => void;
  readonly onSave: (png: string | null) => void;
  readonly onBack: () => void;
}

/** The most accounts in a picture of all. */
const mostLines = 8;

/** A picture of an account or of all accounts to share. Names are left out unless the user wants them. */
export function SharePage(props: SharePageProps) {
  const { accountId } = props;
  return accountId === null ? <ShareCardPage {...props} account={null} /> : <ShareAccount {...props} id={accountId} />;
}

function ShareAccount({ id, ...props }: SharePageProps & { readonly id: string }) {
  const asked = useAccountPage(id, '');
  return asked.status === 'ready' ? <ShareCardPage {...props} account={asked.value} /> : null;
}

interface ShareCardPageProps extends SharePageProps {
  readonly account: AccountPageView | null;
}

function ShareCardPage({ account, view, hasBack, onCopy, onSave, onBack }: ShareCardPageProps) {
  const t = useTranslate();
  const canvas = useRef<HTMLCanvasElement>(null);
  const namesId = useId();
  const [withNames, setWithNames] = useState(false);
  const card = account === null ? wholeCard(view, withNames, t) : accountCard(account, view, withNames, t);
  useEffect(() => {
    if (canvas.current !== null) drawShareCard(canvas.current, card);
  });
  const picture = (): string | null => (canvas.current === null ? null : drawShareCard(canvas.current, card));
  return (
    <Page title={t('ui.share.title')} hasBack={hasBack} takesFocus onBack={onBack}>
      <canvas ref={canvas} className={styles.picture} role="img" aria-label={spokenCard(card, t)} />
      <p className={styles.choice}>
        <input
          id={namesId}
          type="checkbox"
          checked={withNames}
          disabled={view.hidesPersonal}
          onChange={(event) => setWithNames(event.target.checked)}
        />
        <label htmlFor={namesId}>{t('ui.share.with-names')}</label>
      </p>
      <div className={styles.actions}>
        <Button icon="copy" onPress={() => onCopy(picture())}>
          {t('ui.share.copy')}
        </Button>
        <Button onPress={() => onSave(picture())}>{t('ui.share.save')}</Button>
      </div>
    </Page>
  );
}

function accountCard(view: AccountPageView, face: PanelFace, withNames: boolean, t: UiTranslate): ShareCard {
  const number = face.rows.findIndex(({ id }) => id === view.id) + 1;
  return {
    ...frameOf(withNames, t),
    tile: view.tile,
    sign: face.rows.find(({ id }) => id === view.id)?.bars ?? [],
    name: withNames ? `${view.name}${view.domain ?? ''}` : t('ui.share.account', { number }),
    subtitle: view.subtitle,
    more: null,
    lines: view.limits.map(({ name, when, age, figure, bar }) => ({
      ...{ tile: null, name, limit: null, when: withAge(age, when), figure },
      ...lineBar(bar),
    })),
  };
}

function wholeCard(face: PanelFace, withNames: boolean, t: UiTranslate): ShareCard {
  const rows = face.rows.filter(({ figure }) => figure !== null).slice(0, mostLines);
  const left = face.rows.length - rows.length;
  return {
    ...frameOf(withNames, t),
    tile: null,
    sign: signBars(face),
    name: withNames ? face.title : t('ui.panel.accounts'),
    subtitle: face.pool?.spoken ?? '',
    more: left > 0 ? t('ui.share.more', { count: left }) : null,
    lines: rows.map(({ name, tile, figure, time, age, limit }, index): ShareLine => {
      return {
        tile,
        name: withNames ? name : t('ui.share.account', { number: index + 1 }),
        limit: limit?.name ?? null,
        when: withAge(age, time),
        figure: figure ?? '',
        ...lineBar(limit?.bar),
      };
    }),
  };
}

/** Puts the age of an old figure first, because a narrow line is cut at its end. */
function withAge(age: string | null, when: string | null): string {
  return [age, when].filter((text) => text !== null).join(' · ');
}

type BarParts = Pick<ShareLine, 'look' | 'fillPercent' | 'pacePercent' | 'isStale'>;

function lineBar(bar: BarParts | undefined): BarParts {
  if (bar === undefined) return { look: 'unknown', fillPercent: null, pacePercent: null, isStale: false };
  const { look, fillPercent, pacePercent, isStale } = bar;
  return { look, fillPercent, pacePercent, isStale };
}

function frameOf(withNames: boolean, t: UiTranslate): Pick<ShareCard, 'app' | 'timeText' | 'footer'> {
  const language = document.documentElement.lang || undefined;
  const format = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  });
  return {
    app: t('ui.panel.title'),
    timeText: format.format(new Date()),
    footer: withNames ? null : t('ui.share.left-out'),
  };
}

function spokenCard({ name, subtitle, lines, more }: ShareCard, t: UiTranslate): string {
  const pair = (first: string, second: string): string =>
    second === '' ? first : t('ui.text.pair', { first, second });
  const spokenLines = lines.map((line) =>
    pair(t('ui.text.labelled', { label: pair(line.name, line.limit ?? ''), text: line.figure }), line.when),
  );
  return [name, subtitle, ...spokenLines, more ?? '']
    .filter((part) => part !== '')
    .reduce((first, second) => t('ui.text.two-announcements', { first, second }));
}
