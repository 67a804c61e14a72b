import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { KeyField } from './KeyField.tsx';
import { useKeySaving } from './use-key-saving.ts';

/** A new key for an account that was added before; the old one is not shown and not needed. */
export function NewKey({ accountId, service }: { readonly accountId: string; readonly service: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  const { key, step, save } = useKeySaving();
  return (
    <KeyField
      field={key}
      label={t('ui.add.new-key')}
      hint={null}
      step={step}
      busyText={t('ui.add.asking', { service })}
      onSave={() => void save((secret) => bridge.giveKey({ accountId, key: secret }))}
    />
  );
}
