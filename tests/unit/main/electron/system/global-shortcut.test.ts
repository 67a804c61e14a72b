import { expect, it } from 'vitest';
import { createGlobalShortcut } from '../../../../../main/electron/system/global-shortcut.ts';

/** Electron's `globalShortcut` in memory, where another program has some keys. */
function desktopWith(takenByOthers: readonly string[] = []) {
  const held = new Map<string, () => void>();
  const lines: string[] = [];
  let presses = 0;
  const shortcut = createGlobalShortcut({
    registry: {
      register: (keys, pressed) => {
        if (keys.includes('?')) throw new TypeError('conversion failure');
        if (takenByOthers.includes(keys) || held.has(keys)) return false;
        held.set(keys, pressed);
        return true;
      },
      unregister: (keys) => void held.delete(keys),
    },
    pressed: () => (presses += 1),
    log: (line) => lines.push(line),
  });
  return {
    shortcut,
    lines,
    held: () => [...held.keys()],
    press: (keys: string) => held.get(keys)?.(),
    presses: () => presses,
  };
}

it('holds one combination of keys at a time, and gives it back', () => {
  const desktop = desktopWith();
  expect(desktop.shortcut.apply('Ctrl+Alt+Q', 'system')).toBe('active');
  desktop.press('Ctrl+Alt+Q');
  expect(desktop.presses()).toBe(1);
  expect(desktop.shortcut.apply('Ctrl+Alt+W', 'system')).toBe('active');
  expect(desktop.held()).toEqual(['Ctrl+Alt+W']);
  expect(desktop.shortcut.apply('', 'system')).toBe('none');
  expect(desktop.held()).toEqual([]);
  desktop.shortcut.apply('Ctrl+Alt+Q', 'system');
  desktop.shortcut.release();
  expect(desktop.held()).toEqual([]);
});

it('says where another program has the keys, and gives up the keys before', () => {
  const desktop = desktopWith(['Ctrl+Alt+Q']);
  desktop.shortcut.apply('Ctrl+Alt+W', 'system');
  expect(desktop.shortcut.apply('Ctrl+Alt+Q', 'system')).toBe('taken');
  expect(desktop.held()).toEqual([]);
});

it('leaves the choice to a desktop with a portal, and takes nothing where a desktop gives no keys', () => {
  const desktop = desktopWith();
  expect(desktop.shortcut.apply('Ctrl+Alt+Q', 'portal')).toBe('desktop');
  expect(desktop.shortcut.apply('Ctrl+Alt+Q', 'none')).toBe('unsupported');
  expect(desktop.shortcut.apply('', 'none')).toBe('unsupported');
  expect(desktop.held()).toEqual([]);
});

it('keys that Electron does not know are a line in the log, and no fault', () => {
  const desktop = desktopWith();
  expect(desktop.shortcut.apply('Ctrl+?', 'system')).toBe('taken');
  expect(desktop.lines).toEqual(['The keys Ctrl+? were not understood: TypeError: conversion failure']);
});
