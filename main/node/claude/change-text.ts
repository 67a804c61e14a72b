import { settingIn, settingKey } from './status-line-setting.ts';

/** The change of the one key as lines: `-` was there, `+` will be, a blank before what stays. */
export function changeText(before: string | null, after: string | null): string {
  const [old, next] = [linesOf(before), linesOf(after)];
  const shortest = Math.min(old.length, next.length);
  let head = 0;
  while (head < shortest && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
  return [
    ...same(old.slice(0, head)),
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...next.slice(head, next.length - tail).map((line) => `+ ${line}`),
    ...same(old.slice(old.length - tail)),
  ].join('\n');
}

function linesOf(text: string | null): readonly string[] {
  const setting = text === null ? undefined : settingIn(text);
  return setting === undefined ? [] : `"${settingKey}": ${JSON.stringify(setting, null, 2)}`.split('\n');
}
