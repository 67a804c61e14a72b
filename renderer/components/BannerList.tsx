import type { HelpTopic } from '../../core/views/first-run.ts';
import type { Banner } from '../../core/views/panel.ts';
import { useBridge, useAnnounce, useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import styles from './BannerList.module.css';
import { OfferActions } from './RowActions.tsx';
import { Sentence } from './Sentence.tsx';
import { UpdateActions } from './UpdateActions.tsx';

interface BannerListProps {
  readonly banners: readonly Banner[];
  /** Opens the page with the next step; left out: this window has no such page. */
  readonly onHelp?: (topic: HelpTopic) => void;
}

/** The banners: problems of the app itself, then hints. Renders nothing when there are none. */
export function BannerList({ banners, onHelp }: BannerListProps) {
  const t = useTranslate();
  if (banners.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('ui.notice.region')}>
      {banners.map((banner) => (
        <li key={banner.id} className={styles.notice} data-severity={banner.severity}>
          <Icon name={banner.severity === 'problem' ? 'attention' : 'notice'} />
          <div className={styles.words}>
            <p className="visually-hidden">{t(`ui.notice.${banner.severity}`)}</p>
            <p>
              <Sentence text={banner.text} />
            </p>
            {banner.actions !== undefined && banner.account !== undefined && (
              <OfferActions actions={banner.actions} account={banner.account} />
            )}
            {banner.update !== undefined && (
              <div className={styles.actions}>
                <UpdateActions actions={banner.update} />
              </div>
            )}
            {banner.help !== undefined && onHelp !== undefined && (
              <HelpButton topic={banner.help} text={banner.text} onHelp={onHelp} />
            )}
            {banner.untilSeen === true && <SeenButton text={banner.text} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

interface HelpButtonProps {
  readonly topic: HelpTopic;
  readonly text: string;
  readonly onHelp: (topic: HelpTopic) => void;
}

function HelpButton({ topic, text, onHelp }: HelpButtonProps) {
  const t = useTranslate();
  return (
    <Button quiet label={`${t('ui.help.open')}: ${text}`} onPress={() => onHelp(topic)}>
      {t('ui.help.open')}
    </Button>
  );
}

/** The button that confirms that the user has read about losses. It ends all banners about losses. */
function SeenButton({ text }: { readonly text: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  const say = useAnnounce();
  const press = async (): Promise<void> => {
    const answer = await bridge.markProblemsSeen().catch(() => null);
    say(t(answer?.ok === true ? 'ui.problems.seen-done' : 'ui.problems.seen-failed'));
  };
  return (
    <Button quiet label={t('ui.text.labelled', { label: t('ui.problems.seen'), text })} onPress={() => void press()}>
      {t('ui.problems.seen')}
    </Button>
  );
}
