import { useState } from 'react';
import type { UpdateAction } from '../../core/views/updates.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';

/** The buttons about a new version, with what went wrong beside them. What goes well shows in the next view. */
export function UpdateActions({ actions }: { readonly actions: readonly UpdateAction[] }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (action: UpdateAction['id']): Promise<void> => {
    setProblem(null);
    const answer = await bridge.actOnUpdate({ action }).catch(() => null);
    if (answer?.ok !== true) setProblem(t('ui.action.failed'));
    else setProblem(answer.value.ok ? null : answer.value.message);
  };
  return (
    <>
      {actions.map(({ id, text }) => (
        <Button
          key={id}
          quiet={id === 'close' || id === 'open-page'}
          {...(id === 'open-page' ? { icon: 'external' as const } : {})}
          onPress={() => void act(id)}
        >
          {text}
        </Button>
      ))}
      {problem !== null && <p role="alert">{problem}</p>}
    </>
  );
}
