import { useEffect, useState } from 'react';
import type { CommandAnswer } from '../../core/ipc/contract.ts';

/** How a command without a view to show for it ended. */
export type Outcome = 'none' | 'done' | 'failed';

/** Runs a command and keeps how it ended; a success is forgotten after a moment. */
export function useOutcome(command: () => Promise<CommandAnswer<null>>): readonly [Outcome, () => Promise<void>] {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome !== 'done') return;
    const timer = setTimeout(() => setOutcome('none'), 4_000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const run = async (): Promise<void> => {
    const answer = await command().catch(() => null);
    setOutcome(answer?.ok === true ? 'done' : 'failed');
  };
  return [outcome, run];
}
