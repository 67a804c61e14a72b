import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react';
import { IconButton } from '../components/IconButton.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './Page.module.css';

export interface PageProps {
  readonly title: ReactNode;
  /** The title for a screen reader, which reads the parts of a title apart; left out: the title is one text. */
  readonly spokenTitle?: string;
  /** A line below the title; left out: none. */
  readonly subtitle?: string;
  /** What stands before the title, such as a tile. */
  readonly before?: ReactNode;
  /** The buttons at the end of the bar. */
  readonly actions?: ReactNode;
  /** False: the page stands beside the list and has no way back. */
  readonly hasBack: boolean;
  /** True: the page takes the focus when it appears. */
  readonly takesFocus: boolean;
  readonly isBusy?: boolean;
  /** True: nothing in the page takes the focus, so the page itself scrolls by the keys. */
  readonly isText?: boolean;
  readonly onBack: () => void;
  readonly children: ReactNode;
}

/** A page inside the panel: the way back, a title, and content that scrolls. */
export function Page(props: PageProps) {
  const {
    title,
    spokenTitle,
    subtitle,
    before,
    actions,
    hasBack,
    takesFocus,
    isBusy = false,
    isText = false,
    onBack,
    children,
  } = props;
  const t = useTranslate();
  const titleId = useId();
  const back = useRef<HTMLButtonElement>(null);
  useFocusOnce(back, takesFocus && hasBack);
  return (
    <section className={styles.page} aria-labelledby={titleId} aria-busy={isBusy} data-page="">
      <header className={styles.bar} data-back={hasBack || undefined}>
        {hasBack && <IconButton ref={back} icon="back" label={t('ui.page.back')} onPress={onBack} />}
        {before}
        <div className={styles.words}>
          <h2 id={titleId} className={styles.title} aria-label={spokenTitle}>
            {title}
          </h2>
          {subtitle !== undefined && <p className={styles.subtitle}>{subtitle}</p>}
        </div>
        {actions}
      </header>
      <div className={styles.scroll} {...(isText ? { role: 'group', tabIndex: 0, 'aria-labelledby': titleId } : {})}>
        {children}
      </div>
    </section>
  );
}

function useFocusOnce(target: RefObject<HTMLElement | null>, isWanted: boolean): void {
  const wanted = useRef(isWanted);
  useEffect(() => {
    if (wanted.current) target.current?.focus({ preventScroll: true });
  }, [target]);
}
