import type { Menu, MenuItemConstructorOptions, NativeImage, Rectangle } from 'electron';
import { describe, expect, it } from 'vitest';
import type { MenuCommand } from '../../../../../core/views/menu-row.ts';
import type { TrayView } from '../../../../../core/views/tray.ts';
import { icon as iconOf } from './icons.ts';
import { createAppTray, type TrayLike } from '../../../../../main/electron/tray/app-tray.ts';
import { iconKey } from '../../../../../main/electron/tray/icon-cache.ts';

const refreshWork: MenuCommand = { do: 'refresh-account', accountId: 'codex:1' };
const view: TrayView = {
  icon: iconOf('fine', 60),
  tooltip: '60 % left',
  title: '',
  rows: [
    {
      kind: 'submenu',
      text: 'Research & Development',
      rows: [{ kind: 'action', text: 'Refresh', enabled: true, command: refreshWork }],
    },
    { kind: 'checkbox', text: 'Hide names', checked: true, command: { do: 'hide-personal', isOn: false } },
    { kind: 'separator' },
    { kind: 'action', text: 'Refresh now', enabled: true, command: { do: 'refresh' } },
    { kind: 'action', text: 'Quit', enabled: false, command: { do: 'quit' } },
  ],
};
const otherIcon: TrayView = { ...view, icon: iconOf('low', 20, true) };
const otherTooltip: TrayView = { ...view, tooltip: '59 % left' };
const otherRows: TrayView = { ...view, rows: view.rows.slice(1) };

/** A desktop that writes down what the face does to it. */
function desktop(platform: NodeJS.Platform, bounds: Rectangle = { x: 0, y: 0, width: 0, height: 0 }) {
  const done: string[] = [];
  const heard: unknown[] = [];
  const clicks = new Map<string, () => void>();
  let template: MenuItemConstructorOptions[] = [];
  const menuEvents = new Map<string, () => void>();
  const delayed = new Set<() => void>();
  const images = new Map<string, NativeImage>();
  const createTray = (): TrayLike => {
    done.push('create');
    return {
      setImage: () => done.push('image'),
      setToolTip: (text) => done.push(`tooltip ${text}`),
      setTitle: (text) => done.push(`title ${text}`),
      setContextMenu: () => done.push('menu'),
      popUpContextMenu: () => done.push('pop up'),
      getBounds: () => bounds,
      on: (event: string, listener: () => void) => clicks.set(event, listener),
      destroy: () => done.push('destroy'),
    };
  };
  const face = createAppTray({
    platform,
    createTray,
    imageFor: (icon) => {
      const image = images.get(iconKey(icon)) ?? ({} as NativeImage);
      images.set(iconKey(icon), image);
      return image;
    },
    buildMenu: (rows) => {
      template = rows;
      done.push('build');
      const on = (event: string, listener: () => void) => menuEvents.set(event, listener);
      return { on } as unknown as Menu;
    },
    delay: (_delayMs, action) => {
      delayed.add(action);
      return () => delayed.delete(action);
    },
    onCommand: (command) => heard.push(command),
    onOpen: () => heard.push('open'),
    onApproach: () => heard.push('approach'),
  });
  const doneSince = (act: () => void): readonly string[] => {
    done.length = 0;
    act();
    return [...done];
  };
  const menu = (event: string): void => menuEvents.get(event)?.();
  const wait = (): void => [...delayed].forEach((action) => action());
  const click = (event: string): void => clicks.get(event)?.();
  return { face, heard, doneSince, click, menu, wait, template: () => template };
}

describe('the app tray', () => {
  it('creates the icon with the first view, and does nothing for an equal one', () => {
    const { face, doneSince } = desktop('linux');
    expect(doneSince(() => face.show(view))).toEqual(['create', 'build', 'tooltip 60 % left', 'menu']);
    expect(doneSince(() => face.show(structuredClone(view)))).toEqual([]);
  });

  it.each([
    ['the icon', otherIcon, ['image', 'menu']],
    ['the tooltip', otherTooltip, ['tooltip 59 % left', 'menu']],
    ['the rows', otherRows, ['build', 'menu']],
  ] as const)('changes only %s if only that changed, and sets the menu again on Linux', (_name, changed, expected) => {
    const { face, doneSince } = desktop('linux');
    face.show(view);
    expect(doneSince(() => face.show(changed))).toEqual(expected);
  });

  it.each([
    ['the icon', otherIcon, ['image']],
    ['the tooltip', otherTooltip, ['tooltip 59 % left']],
    ['the rows', otherRows, ['build', 'menu']],
  ] as const)('keeps the menu on Windows if %s changed and the rows did not', (_name, changed, expected) => {
    const { face, doneSince } = desktop('win32');
    face.show(view);
    expect(doneSince(() => face.show(changed))).toEqual(expected);
  });

  it('attaches no menu on macOS, where it would take the click, and opens it with the right button', () => {
    const { face, doneSince, click } = desktop('darwin');
    expect(doneSince(() => face.show(view))).not.toContain('menu');
    expect(doneSince(() => click('right-click'))).toEqual(['pop up']);
  });

  it('opens the panel with a click and with a double click', () => {
    const { face, heard, click } = desktop('win32');
    face.show(view);
    click('click');
    click('double-click');
    expect(heard).toEqual(['open', 'open']);
  });

  it.each(['mouse-enter', 'menu-will-show'])('reports with %s that the user may open the panel soon', (event) => {
    const { face, heard, click, menu } = desktop('win32');
    face.show(view);
    click(event);
    menu(event);
    expect(heard).toEqual(['approach']);
  });

  it('refreshes with a middle click', () => {
    const { face, heard, click } = desktop('win32');
    face.show(view);
    click('middle-click');
    expect(heard).toEqual([{ do: 'refresh' }]);
  });

  it('reports the chosen row, also of a submenu, and keeps an ampersand in a label', () => {
    const { face, heard, template } = desktop('linux');
    face.show(view);
    const submenu = template()[0]?.submenu as readonly MenuItemConstructorOptions[];
    for (const row of [...submenu, ...template()]) (row.click as (() => void) | undefined)?.();
    expect(heard).toEqual([refreshWork, { do: 'hide-personal', isOn: false }, { do: 'refresh' }, { do: 'quit' }]);
    expect(template().map((row) => [row.label, row.enabled ?? true, row.checked ?? null])).toEqual([
      ['Research && Development', true, null],
      ['Hide names', true, true],
      [undefined, true, null],
      ['Refresh now', true, null],
      ['Quit', false, null],
    ]);
  });

  it('has a title on macOS only, and clears it', () => {
    const titled = { ...view, title: '52%' };
    const { face, doneSince } = desktop('darwin');
    expect(doneSince(() => face.show(titled))).toContain('title 52%');
    expect(doneSince(() => face.show(view))).toEqual(['title ']);
    expect(doneSince(() => desktop('linux').face.show(titled))).toEqual([]);
  });

  it('changes no open menu, and applies the last change when it closes', () => {
    const { face, doneSince, menu } = desktop('linux');
    face.show(view);
    menu('menu-will-show');
    expect(doneSince(() => face.show(otherRows))).toEqual([]);
    expect(doneSince(() => face.show({ ...otherRows, tooltip: '1 % left' }))).toEqual(['tooltip 1 % left']);
    expect(doneSince(() => menu('menu-will-close'))).toEqual(['build', 'menu']);
    expect(doneSince(() => face.show({ ...otherRows, tooltip: '1 % left' }))).toEqual([]);
  });

  it('sets the menu again when it closes, after the icon changed', () => {
    const { face, doneSince, menu } = desktop('linux');
    face.show(view);
    menu('menu-will-show');
    expect(doneSince(() => face.show(otherIcon))).toEqual(['image']);
    expect(doneSince(() => menu('menu-will-close'))).toEqual(['menu']);
    expect(doneSince(() => face.show(otherIcon))).toEqual([]);
  });

  it('applies the change after a while, if the desktop does not report that the menu closed', () => {
    const { face, doneSince, menu, wait } = desktop('linux');
    face.show(view);
    menu('menu-will-show');
    face.show(otherRows);
    expect(doneSince(wait)).toEqual(['build', 'menu']);
    expect(doneSince(wait)).toEqual([]);
  });

  it('takes a click on a row for the end of the menu', () => {
    const { face, doneSince, menu, template } = desktop('linux');
    face.show(view);
    menu('menu-will-show');
    face.show(otherRows);
    const quit = template().at(-1)?.click as () => void;
    expect(doneSince(quit)).toEqual(['build', 'menu']);
  });

  it('cannot be made to load a picture by the name of an account', () => {
    const tooltip = 'Quota Tray\n<img src="http://evil.example/x"> 5 < 6 </b> 7 % left';
    const shown = { ...view, tooltip };
    const { face, doneSince } = desktop('linux');
    expect(doneSince(() => face.show(shown))).toContain(
      'tooltip Quota Tray\n‹img src="http://evil.example/x"> 5 < 6 ‹/b> 7 % left',
    );
    expect(doneSince(() => face.show({ ...shown, tooltip: '<b>work</b>' }))).toContain('tooltip ‹b>work‹/b>');
    expect(doneSince(() => desktop('win32').face.show(shown))).toEqual([]);
  });

  it('is created again with the last view, and not without one', () => {
    const { face, doneSince } = desktop('linux');
    expect(doneSince(() => face.recreate())).toEqual([]);
    face.show(view);
    face.show(otherTooltip);
    expect(doneSince(() => face.recreate())).toEqual(['destroy', 'create', 'build', 'tooltip 59 % left', 'menu']);
  });

  it('knows its position only if the desktop reports it', () => {
    const told = { x: 10, y: 0, width: 24, height: 24 };
    const [silent, telling] = [desktop('linux'), desktop('win32', told)];
    silent.face.show(view);
    telling.face.show(view);
    expect([silent.face.bounds(), telling.face.bounds()]).toEqual([null, told]);
  });
});
