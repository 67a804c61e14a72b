import { useBridge, useTranslate } from '../../hooks/window-context.ts';
import { ActionButton } from '../ActionButton.tsx';

/** The buttons that hand out the definition of an account. It has no key. */
export function ShareService({ accountId }: { readonly accountId: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  return (
    <>
      <ActionButton text={t('ui.own.share-copy')} run={() => bridge.exportOwnService({ accountId, to: 'clipboard' })} />
      <ActionButton text={t('ui.own.share-save')} run={() => bridge.exportOwnService({ accountId, to: 'file' })} />
    </>
  );
}
