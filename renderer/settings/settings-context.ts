import { createContext, useContext, useRef, useState } from 'react';
import type { Bridge } from '../../core/ipc/contract.ts';
import type { CommandInput } from '../../core/ipc/contract.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { SettingsView } from '../../core/views/settings.ts';
import { useBridge } from '../hooks/window-context.ts';

export interface SettingsAccess {
  readonly view: SettingsView;
  /** Shows the view of an answer. */
  readonly accept: (view: SettingsView) => void;
}

export const SettingsContext = createContext<SettingsAccess | null>(null);

/** Settings that the user must confirm in the main process. The types ensure that the list is complete. */
const needsConfirmation: Record<keyof CommandInput<'settings.set-confirmed'>, true> = {
  hooks: true,
  codexFolders: true,
  claudeFolders: true,
  ledgerUrl: true,
  proxyUrl: true,
  certificateFile: true,
};

/**
 * Sends a change of settings: first those that a page may change by itself, then those that the user must confirm
 * in the main process. Resolves to the new settings, or to null when a part was refused.
 */
async function sendChange(bridge: Bridge, change: Partial<Settings>): Promise<SettingsView | null> {
  const names = Object.entries(change);
  const free = Object.fromEntries(names.filter(([name]) => !(name in needsConfirmation)));
  const confirmed = Object.fromEntries(names.filter(([name]) => name in needsConfirmation));
  let view: SettingsView | null = null;
  if (Object.keys(free).length > 0) {
    const answer = await bridge.setSettings(free).catch(() => null);
    if (answer?.ok !== true) return null;
    view = answer.value;
  }
  if (Object.keys(confirmed).length > 0) {
    const answer = await bridge.setConfirmedSettings(confirmed).catch(() => null);
    if (answer?.ok !== true) return null;
    view = answer.value.view;
  }
  return view;
}

/** Returns the shown settings, and the function that shows newer ones. */
function useAccess(): SettingsAccess {
  const access = useContext(SettingsContext);
  if (access === null) throw new Error('A setting needs the settings window around it.');
  return access;
}

export interface SettingHandle<Name extends keyof Settings> {
  readonly value: Settings[Name];
  /** True when the last change was refused; `value` is the old value again. */
  readonly refused: boolean;
  readonly change: (value: Settings[Name]) => Promise<void>;
}

/**
 * One setting and the way to change it. The wish shows at once; the answer decides what stays: the new
 * view, or the old value with `refused`.
 */
export function useSetting<Name extends keyof Settings>(name: Name): SettingHandle<Name> {
  const bridge = useBridge();
  const access = useAccess();
  const [wish, setWish] = useState<{ readonly value: Settings[Name] } | null>(null);
  const [refused, setRefused] = useState(false);
  const newest = useRef(0);

  const change = async (value: Settings[Name]): Promise<void> => {
    const turn = ++newest.current;
    setWish({ value });
    setRefused(false);
    const view = await sendChange(bridge, { [name]: value });
    if (view !== null) access.accept(view);
    if (turn !== newest.current) return;
    setRefused(view === null);
    setWish(null);
  };

  return { value: wish === null ? access.view.settings[name] : wish.value, refused, change };
}

/** Changes some settings at once; resolves when the answer is shown. `refused` is about the last change. */
export function useChange(): {
  readonly refused: boolean;
  readonly change: (settings: Partial<Settings>) => Promise<void>;
} {
  const bridge = useBridge();
  const access = useAccess();
  const [refused, setRefused] = useState(false);
  const newest = useRef(0);
  const change = async (settings: Partial<Settings>): Promise<void> => {
    const turn = ++newest.current;
    setRefused(false);
    const view = await sendChange(bridge, settings);
    if (view !== null) access.accept(view);
    if (turn === newest.current) setRefused(view === null);
  };
  return { refused, change };
}
