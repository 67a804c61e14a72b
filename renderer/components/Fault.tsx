import { useTranslate } from '../hooks/use-translate.ts';
import { Button } from './Button.tsx';
import { Message } from './Message.tsx';

/** Says that a part of the window broke and that nothing is lost. */
export function Fault({ retry }: { readonly retry: () => void }) {
  const t = useTranslate();
  return (
    <div role="alert">
      <Message title={t('ui.fault.title')}>
        <p>{t('ui.fault.text')}</p>
        <Button onPress={retry}>{t('ui.fault.retry')}</Button>
      </Message>
    </div>
  );
}
