import { describe, expect, it } from 'vitest';
import { panelTone } from '../../../../../main/electron/tray/panel-tone.ts';

const unknown = { isDark: null, isTaskbarDark: null };

describe('the panel that holds the icon', () => {
  it('is as dark as the taskbar on Windows, whatever the programs look like', () => {
    expect(panelTone('win32', undefined, { isDark: false, isTaskbarDark: true })).toBe('dark');
    expect(panelTone('win32', undefined, { isDark: true, isTaskbarDark: false })).toBe('light');
    expect(panelTone('win32', undefined, { isDark: true, isTaskbarDark: null })).toBeNull();
  });

  it('is dark on GNOME and its relatives, in every theme', () => {
    for (const desktop of ['GNOME', 'ubuntu:GNOME', 'Unity', 'X-Cinnamon'])
      expect(panelTone('linux', desktop, { ...unknown, isDark: false }), desktop).toBe('dark');
  });

  it('is dark with a dark theme on KDE and others, and unknown with a light one', () => {
    expect(panelTone('linux', 'KDE', { ...unknown, isDark: true })).toBe('dark');
    expect(panelTone('linux', 'KDE', { ...unknown, isDark: false })).toBeNull();
    expect(panelTone('linux', 'XFCE', unknown)).toBeNull();
  });

  it('is unknown on a desktop that nobody knows', () => {
    expect(panelTone('linux', 'sway', { ...unknown, isDark: true })).toBeNull();
    expect(panelTone('linux', undefined, unknown)).toBeNull();
  });
});
