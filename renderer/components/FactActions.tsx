import type { FactAction, OfferAction } from '../../core/views/panel.ts';
import { OfferActions } from './OfferActions.tsx';
import { UseReset } from './RowActions.tsx';

export interface FactActionsProps {
  readonly actions: readonly FactAction[];
  readonly account: { readonly id: string; readonly label: string };
}

/** What one can do about a figure, below its line. */
export function FactActions({ actions, account }: FactActionsProps) {
  const offers = actions.filter((action): action is OfferAction => action.id !== 'use-reset');
  return (
    <>
      {offers.length > 0 && <OfferActions actions={offers} account={account} />}
      {actions.map((action) =>
        action.id === 'use-reset' ? <UseReset key={action.id} text={action.text} account={account} /> : null,
      )}
    </>
  );
}
