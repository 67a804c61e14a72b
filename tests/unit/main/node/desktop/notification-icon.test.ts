import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { notificationIcon } from '../../../../../main/node/desktop/notification-icon.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

function put(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

function computer() {
  const root = temporaryFolder();
  const shared = path.join(root, 'share');
  return {
    ...{ root, shared, homeFolder: path.join(root, 'home'), platform: 'linux' as const },
    environment: { XDG_DATA_DIRS: `${path.join(root, 'nothing')}:${shared}` },
    drawing: put(path.join(root, 'a b', 'quota-tray.svg')),
  };
}

describe('the icon of a notification', () => {
  it('is the drawing beside the app if no package installed it', () => {
    const here = computer();
    expect(notificationIcon(here, here.drawing)).toBe(`file://${here.root}/a%20b/quota-tray.svg`);
  });

  it('is a name that the theme knows if a package installed it, for everybody or for one user', () => {
    const here = computer();
    put(path.join(here.shared, 'icons/hicolor/128x128/apps/quota-tray-app.png'));
    expect(notificationIcon(here, here.drawing)).toBe('quota-tray-app');
    const mine = computer();
    put(path.join(mine.homeFolder, '.local/share/icons/hicolor/scalable/apps/quota-tray-app.svg'));
    expect(notificationIcon(mine, mine.drawing)).toBe('quota-tray-app');
  });

  it('is a name if there is no drawing', () => {
    const here = computer();
    expect(notificationIcon(here, path.join(here.root, 'gone.svg'))).toBe('quota-tray-app');
  });
});
