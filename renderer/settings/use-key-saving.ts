import { useRef, useState, type RefObject } from 'react';
import type { CommandAnswer } from '../../core/ipc/contract.ts';
import type { AccountAnswer } from '../../core/views/answers.ts';
import { useTranslate } from '../hooks/window-context.ts';

export type KeyStep =
  | { readonly kind: 'idle' | 'saving' }
  | { readonly kind: 'answered'; readonly ok: boolean; readonly message: string };

export interface KeySaving {
  /** The field of the key. The page keeps no copy of what is in it. */
  readonly key: RefObject<HTMLInputElement | null>;
  readonly step: KeyStep;
  /** Takes the key out of its field and sends it. True: it was kept. */
  readonly save: (send: (key: string) => Promise<CommandAnswer<AccountAnswer>>) => Promise<boolean>;
}

/** Sends a key once. It stays in its field only while it may have to be mended. */
export function useKeySaving(): KeySaving {
  const t = useTranslate();
  const key = useRef<HTMLInputElement>(null);
  const isSaving = useRef(false);
  const [step, setStep] = useState<KeyStep>({ kind: 'idle' });
  const save: KeySaving['save'] = async (send) => {
    if (isSaving.current || key.current === null) return false;
    isSaving.current = true;
    setStep({ kind: 'saving' });
    const answer = await send(key.current.value).catch(() => null);
    isSaving.current = false;
    const value = answer?.ok === true ? answer.value : { ok: false, message: t('ui.add.failed') };
    if (value.ok && key.current !== null) key.current.value = '';
    setStep({ kind: 'answered', ...value });
    return value.ok;
  };
  return { key, step, save };
}
