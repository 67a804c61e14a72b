import type { SettingsAccount } from '../../core/views/settings-accounts.ts';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { usePlaces } from './places.ts';
import { SettingRow } from './SettingRow.tsx';
import { useUndo } from './undo.ts';

/** The button that forgets an account, or removes one that was added here. Ten seconds are left to take it back. */
export function ForgetRow({ account: { id, label, isAdded } }: { readonly account: SettingsAccount }) {
  const t = useTranslate();
  const bridge = useBridge();
  const { back } = usePlaces();
  const { forgetLater } = useUndo();
  const removes = isAdded === true;
  const forget = async (): Promise<boolean> => {
    if (!removes) return (await bridge.forgetAccount({ accountId: id }).catch(() => null))?.ok === true;
    const answer = await bridge.removeAccount({ accountId: id }).catch(() => null);
    return answer?.ok === true && answer.value.ok;
  };
  const text = t(removes ? 'ui.accounts.removing' : 'ui.accounts.forgetting', { label });
  return (
    <SettingRow
      label={t(removes ? 'ui.accounts.remove.label' : 'ui.accounts.forget.label')}
      text={t(removes ? 'ui.accounts.remove.text' : 'ui.accounts.forget.text')}
      control={
        <Button
          danger
          label={t(removes ? 'ui.action.remove-account' : 'ui.action.forget-account', { label })}
          onPress={() => {
            forgetLater(id, text, forget, t('ui.forget.failed'));
            back();
          }}
        >
          {t(removes ? 'ui.action.remove' : 'ui.action.forget')}
        </Button>
      }
    />
  );
}
