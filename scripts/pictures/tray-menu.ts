import { poll } from '../../tests/support/desktop/poll.ts';
import { captureCommand } from '../process/command.ts';
import { panelHeightPixels } from './xfce-panel.ts';

const commandTimeoutMs = 20_000;
const menuTimeoutMs = 10_000;

/** Clicks the tray icon, takes a picture of the icon with its menu, and closes the menu. */
export async function takeTrayMenu(file: string): Promise<void> {
  const before = await visiblePanelWindows();
  const centre = String(panelHeightPixels / 2);
  await run('xdotool', ['mousemove', centre, centre, 'click', '3']);
  const menu = await poll('the menu of the tray icon', menuTimeoutMs, async () => {
    const opened = (await visiblePanelWindows()).find((id) => !before.includes(id));
    return opened === undefined ? undefined : geometryOf(opened);
  });
  // Away from the rows, so that none of them is highlighted.
  await movePointerAway();
  await run('import', [
    '-window',
    'root',
    '-crop',
    `${menu.width}x${menu.y + menu.height}+${menu.x}+0`,
    '+repage',
    file,
  ]);
  await run('xdotool', ['key', 'Escape']);
}

/** Onto the empty right part of the desktop's panel, where it hovers over nothing. */
export async function movePointerAway(): Promise<void> {
  await run('xdotool', ['mousemove', '2300', String(panelHeightPixels / 2)]);
}

async function visiblePanelWindows(): Promise<readonly string[]> {
  const found = await captureCommand('xdotool', ['search', '--onlyvisible', '--class', 'xfce4-panel|wrapper'], {
    timeoutMs: commandTimeoutMs,
  });
  return found.stdout.split('\n').filter((line) => line !== '');
}

async function geometryOf(window: string): Promise<Readonly<Record<'x' | 'y' | 'width' | 'height', number>>> {
  const text = await run('xdotool', ['getwindowgeometry', '--shell', window]);
  const field = (name: string): number => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { x: field('X'), y: field('Y'), width: field('WIDTH'), height: field('HEIGHT') };
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await captureCommand(command, args, { timeoutMs: commandTimeoutMs });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}
