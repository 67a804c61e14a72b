import type { Task } from 'electron';
import { expect, test } from 'vitest';
import { startActions, startRequest } from '../../../../../main/app/start-request.ts';
import { createJumpList } from '../../../../../main/electron/system/jump-list.ts';
import { localeIn } from '../../../../support/locale.ts';

function world(platform: NodeJS.Platform, programArguments: readonly string[] = [], isTaken = true) {
  const written: Task[][] = [];
  const log: string[] = [];
  const show = createJumpList({
    platform,
    program: 'C:\\Programs\\Quota Tray\\quota-tray-app.exe',
    programArguments,
    actions: startActions,
    setTasks: (tasks) => (written.push(tasks), isTaken),
    log: (message) => void log.push(message),
  });
  return { show, written, log };
}

const english = localeIn('en', 'en-GB');

test('the taskbar of Windows offers the panel, a refresh and the settings, and a start understands each argument', () => {
  const { show, written } = world('win32');
  show(english);
  const [tasks = []] = written;
  expect(tasks.map(({ title }) => title)).toEqual(['Open Quota Tray', 'Refresh now', 'Settings…']);
  expect(tasks.map((task) => startRequest([task.program, task.arguments]))).toEqual([null, 'refresh', 'open-settings']);
  expect(new Set(tasks.map(({ iconPath }) => iconPath))).toEqual(
    new Set(['C:\\Programs\\Quota Tray\\quota-tray-app.exe']),
  );
});

test('the list is written again when its language changes, and not before', () => {
  const { show, written } = world('win32');
  show(english);
  show(english);
  show(localeIn('de', 'de-DE'));
  expect(written.map(([first]) => first?.title)).toEqual(['Open Quota Tray', 'Quota Tray öffnen']);
});

test('a run from a checkout names its folder, in quotes where it has blanks', () => {
  const { show, written } = world('win32', ['C:\\My Code\\quota-tray']);
  show(english);
  expect(written[0]?.map((task) => task.arguments)).toEqual([
    '"C:\\My Code\\quota-tray"',
    '"C:\\My Code\\quota-tray" --refresh',
    '"C:\\My Code\\quota-tray" --settings',
  ]);
});

test('a system that refuses the list is logged, and other systems have none', () => {
  const refusing = world('win32', [], false);
  refusing.show(english);
  expect(refusing.log).toEqual(['Windows did not take the actions of the taskbar button']);
  const { show, written } = world('darwin');
  show(english);
  expect(written).toEqual([]);
});
