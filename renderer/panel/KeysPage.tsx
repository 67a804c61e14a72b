import { keyCap } from '../components/key-cap.ts';
import { isRightToLeft } from '../hooks/direction.ts';
import { useTranslate } from '../hooks/window-context.ts';
import type { UiKey } from '../i18n/catalogue.ts';
import styles from './KeysPage.module.css';
import { Page } from './Page.tsx';

interface KeyLine {
  readonly text: UiKey;
  /** The keys, each as it stands on the keyboard. A comma stands between two ways. */
  readonly keys: readonly (readonly string[])[];
}

const isMac = navigator.platform.startsWith('Mac');
const command = isMac ? '⌘' : 'Ctrl';
const alt = isMac ? '⌥' : 'Alt';
const shift = isMac ? '⇧' : 'Shift';

const groups: readonly { readonly title: UiKey; readonly lines: readonly KeyLine[] }[] = [
  {
    title: 'ui.keys.move',
    lines: [
      { text: 'ui.keys.rows', keys: [['↑'], ['↓']] },
      { text: 'ui.keys.open', keys: [['Enter'], ['→']] },
      { text: 'ui.keys.back', keys: [['Esc'], ['←']] },
      { text: 'ui.keys.search', keys: [['/'], [command, 'F']] },
      { text: 'ui.keys.filter', keys: [[alt, '1–5']] },
      { text: 'ui.keys.fold', keys: [['←'], ['→']] },
    ],
  },
  {
    title: 'ui.keys.look',
    lines: [
      { text: 'ui.keys.figures', keys: [['U']] },
      { text: 'ui.keys.times', keys: [['T']] },
      { text: 'ui.keys.refresh-all', keys: [['F5'], [command, 'R']] },
      { text: 'ui.keys.refresh', keys: [['R']] },
      {
        text: 'ui.keys.larger',
        keys: [
          [command, '+'],
          [command, '−'],
          [command, '0'],
        ],
      },
      { text: 'ui.keys.hide-names', keys: [[command, shift, 'H']] },
      { text: 'ui.keys.keep-open', keys: [[command, 'P']] },
    ],
  },
  {
    title: 'ui.keys.arrange',
    lines: [
      { text: 'ui.keys.pin', keys: [['P']] },
      { text: 'ui.keys.hide', keys: [['H']] },
      { text: 'ui.keys.rename', keys: [['F2']] },
      {
        text: 'ui.keys.reorder',
        keys: [
          [alt, '↑'],
          [alt, '↓'],
        ],
      },
      { text: 'ui.keys.icon', keys: [['I']] },
      { text: 'ui.keys.mute', keys: [['M']] },
      { text: 'ui.keys.menu', keys: [[shift, 'F10']] },
      { text: 'ui.keys.undo', keys: [[command, 'Z']] },
    ],
  },
  {
    title: 'ui.keys.take',
    lines: [
      { text: 'ui.keys.copy-command', keys: [['C']] },
      { text: 'ui.keys.copy-text', keys: [[command, 'C']] },
      { text: 'ui.keys.copy-picture', keys: [[command, shift, 'C']] },
      { text: 'ui.keys.settings', keys: [[command, ',']] },
      { text: 'ui.keys.keys', keys: [['?']] },
    ],
  },
];

/** The list of all keys of the panel. */
export function KeysPage({ hasBack, onBack }: { readonly hasBack: boolean; readonly onBack: () => void }) {
  const t = useTranslate();
  return (
    <Page title={t('ui.keys.title')} hasBack={hasBack} takesFocus isText onBack={onBack}>
      {groups.map(({ title, lines }) => (
        <section key={title} className={styles.group}>
          <h3 className={styles.title}>{t(title)}</h3>
          <dl>
            {lines.map(({ text, keys }) => (
              <div key={text} className={styles.line}>
                <dt>{t(text)}</dt>
                <dd>
                  {keys.map((chord) => (
                    <span key={chord.join(' ')} className={styles.chord}>
                      {chord.map((key) => (
                        <kbd key={key}>{shownKey(keyCap(key, t))}</kbd>
                      ))}
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Page>
  );
}

/** An arrow to the side points the other way where the text runs from right to left. */
function shownKey(key: string): string {
  if (!isRightToLeft()) return key;
  return key === '→' ? '←' : key === '←' ? '→' : key;
}
