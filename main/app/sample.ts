import type { AccountState } from '../../core/accounts/account-state.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { sampleAccounts } from '../../core/snapshot/sample.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import type { CommandHandlers } from '../electron/ipc/command-handlers.ts';
import type { Services } from '../services/create-services.ts';

/** Made-up accounts in the panel, for a newcomer to look at. */
export interface Sample {
  readonly isOn: () => boolean;
  readonly show: (isOn: boolean) => void;
  /** Returns the made-up snapshot; null: the panel shows the real one. */
  readonly snapshot: () => Snapshot | null;
  /** Returns the made-up accounts; none while the panel shows the real ones. */
  readonly accounts: () => readonly AccountState[];
}

/** Makes the sample. It ends by itself with the first real account. */
export function createSample(
  services: Pick<Services, 'engine' | 'settings' | 'locale' | 'clock'>,
  changed: () => void,
): Sample {
  const { engine, settings, locale, clock } = services;
  let isWanted = false;
  let states: readonly AccountState[] = [];
  const isOn = (): boolean => isWanted && engine.accounts().length === 0;
  return {
    isOn,
    show: (wanted) => {
      if (isWanted === wanted) return;
      isWanted = wanted;
      states = wanted ? sampleAccounts(clock.nowMs()) : [];
      changed();
    },
    snapshot: () => (isOn() ? buildSnapshot(states, settings.get(), locale(), clock.nowMs()) : null),
    accounts: () => (isOn() ? states : []),
  };
}

/**
 * Returns the handlers with those that save or send something turned off while the sample is shown. What only reads finds
 * no such account by itself.
 */
export function guardedBySample(
  handlers: CommandHandlers,
  sample: Sample,
  locale: Services['locale'],
): CommandHandlers {
  const refused = (): string => locale().t('sample.nothing-saved');
  const layout = () => ({ text: refused(), canUndo: false });
  return {
    ...handlers,
    'layout.change': (input, sender) => (sample.isOn() ? layout() : handlers['layout.change'](input, sender)),
    'layout.undo': (input, sender) => (sample.isOn() ? layout() : handlers['layout.undo'](input, sender)),
    'accounts.refresh': (input, sender) =>
      sample.isOn() ? { accepted: false, message: refused() } : handlers['accounts.refresh'](input, sender),
    'notices.snooze': (input, sender) =>
      sample.isOn() ? handlers['notices.get'](undefined, sender) : handlers['notices.snooze'](input, sender),
    'usage.enable': (input, sender) => (sample.isOn() ? null : handlers['usage.enable'](input, sender)),
  };
}
