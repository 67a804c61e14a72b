import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeText } from '../../../../../main/node/claude/status-line-setting.ts';
import { formatStatusLineCommand } from '../../../../../main/node/claude/status-line-command.ts';
import { planInstall, planUninstall, type SetupPlan } from '../../../../../main/node/claude/setup-plan.ts';

const ours = { runtime: '/usr/bin/node', program: '/opt/quota-tray/cli.cjs', platform: 'linux' } as const;
const write = (earlier: string | null): string | null => formatStatusLineCommand(ours, earlier);
const plainCommand = '/usr/bin/node /opt/quota-tray/cli.cjs statusline';

function textOf(plan: SetupPlan): string | null {
  if (plan.kind !== 'change') throw new Error(`The plan is ${plan.kind}`);
  return plan.text;
}

function installed(text: string | null): string {
  const after = textOf(planInstall(text, write));
  if (after === null) throw new Error('Install never removes the file');
  return after;
}

const parsed = (text: string | null): unknown => JSON.parse((text ?? '').replace(/^\uFEFF/, ''));

/** Texts of settings as people and tools write them: other keys, indents, line ends, with or without a status line. */
const settingsText: fc.Arbitrary<string> = fc
  .record({
    others: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== 'statusLine' && key !== '__proto__'),
      fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 4 },
    ),
    statusLine: fc.option(
      fc.oneof(
        fc.record({ type: fc.constant('command'), command: fc.string({ unit: 'grapheme' }), padding: fc.nat(3) }),
        fc.jsonValue({ maxDepth: 1 }),
      ),
      { nil: undefined },
    ),
    isFirst: fc.boolean(),
    indent: fc.constantFrom('', '  ', '    ', '\t'),
    newline: fc.constantFrom('\n', '\r\n'),
    ending: fc.constantFrom('', '\n', '\n\n', '  '),
    mark: fc.constantFrom('', '\uFEFF'),
  })
  .map(({ others, statusLine, isFirst, indent, newline, ending, mark }) => {
    const line = statusLine === undefined ? {} : { statusLine };
    const settings = isFirst ? { ...line, ...others } : { ...others, ...line };
    return `${mark}${JSON.stringify(settings, null, indent).replaceAll('\n', newline)}${ending}`;
  });

describe('install', () => {
  it('adds the key in the layout of the file, and keeps every other byte', () => {
    const text = '{\n    "model": "opus",\n    "env": { "A":"\\u00e9" }\n}\n';
    expect(installed(text)).toBe(
      `{\n    "model": "opus",\n    "env": { "A":"\\u00e9" },\n    "statusLine": {\n        "type": "command",\n        "command": "${plainCommand}"\n    }\n}\n`,
    );
  });

  it.each([
    ['{}', `{\n  "statusLine": {\n    "type": "command",\n    "command": "${plainCommand}"\n  }\n}`],
    ['{"a":1,"b":[2]}', `{"a":1,"b":[2],"statusLine":{"type":"command","command":"${plainCommand}"}}`],
    ['{ "a": 1 }\n', `{ "a": 1, "statusLine": {"type": "command", "command": "${plainCommand}"} }\n`],
    [
      '{\r\n\t"a": 1\r\n}\r\n',
      `{\r\n\t"a": 1,\r\n\t"statusLine": {\r\n\t\t"type": "command",\r\n\t\t"command": "${plainCommand}"\r\n\t}\r\n}\r\n`,
    ],
  ])('writes into %j as it is written', (before, after) => {
    expect(installed(before)).toBe(after);
  });

  it('creates a missing file', () => {
    expect(parsed(installed(null))).toEqual({ statusLine: { type: 'command', command: plainCommand } });
  });

  it('keeps an earlier command working, with its other members', () => {
    const text = '{"statusLine":{"type":"command","padding":0,"command":"~/line.sh | head -1"}}';
    expect(installed(text)).toBe(
      `{"statusLine":{"type":"command","padding":0,"command":"${plainCommand} --earlier='~/line.sh | head -1'"}}`,
    );
  });

  it('changes nothing if it is installed, and updates a moved program without nesting', () => {
    const text = '{"statusLine":{"type":"command","command":"date"}}';
    const once = installed(text);
    expect(planInstall(once, write)).toEqual({ kind: 'nothing' });
    const moved = planInstall(once, (earlier) =>
      formatStatusLineCommand({ ...ours, program: '/new/cli.cjs' }, earlier),
    );
    expect(textOf(moved)).toBe(
      '{"statusLine":{"type":"command","command":"/usr/bin/node /new/cli.cjs statusline --earlier=date"}}',
    );
  });

  it.each(['', ' ', '{', '[]', '"x"', '{"a":1,}', '// note\n{}'])('refuses %j, which it cannot parse', (text) => {
    expect(planInstall(text, write).kind).toBe('refused');
  });

  it('changes nothing but the status line, whatever the file looks like', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const plan = planInstall(text, write);
        if (plan.kind === 'nothing') return;
        const { statusLine: _before, ...rest } = parsed(text) as Record<string, unknown>;
        const { statusLine, ...restAfter } = parsed(textOf(plan)) as Record<string, unknown>;
        expect(Object.entries(restAfter)).toEqual(Object.entries(rest));
        expect((statusLine as { command: string }).command).toContain(plainCommand);
      }),
    );
  });
});

describe('uninstall', () => {
  it('restores the same bytes, whatever the file looks like', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        expect(planUninstall(installed(text), text)).toEqual({ kind: 'change', text });
      }),
    );
  });

  it('restores the same bytes after the program was moved', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const moved = planInstall(installed(text), (earlier) =>
          formatStatusLineCommand({ ...ours, program: '/new/cli.cjs' }, earlier),
        );
        expect(planUninstall(textOf(moved), text)).toEqual({ kind: 'change', text });
      }),
    );
  });

  it('removes the file that it created', () => {
    expect(planUninstall(installed(null), null)).toEqual({ kind: 'change', text: null });
  });

  it('restores only the status line if something else has changed', () => {
    fc.assert(
      fc.property(settingsText, (text) => {
        const before = parsed(text) as Record<string, unknown>;
        const edited = installed(text).replace(/\}\s*$/, ', "addedSince": true}');
        expect(parsed(textOf(planUninstall(edited, text)))).toEqual({ ...before, addedSince: true });
      }),
    );
  });

  it('restores an earlier command even if the copy is gone or broken', () => {
    const text = '{\n  "a": 1,\n  "statusLine": { "type": "command", "command": "date +%H", "padding": 1 }\n}\n';
    expect(textOf(planUninstall(installed(text), null))).toBe(text);
    expect(textOf(planUninstall(installed(text), '{'))).toBe(text);
  });

  it('removes the key if there was none and the copy is gone', () => {
    expect(textOf(planUninstall(installed('{"a":1}'), null))).toBe('{"a":1}');
    expect(textOf(planUninstall(installed('{\n  "a": 1\n}\n'), null))).toBe('{\n  "a": 1\n}\n');
    const first = `{"statusLine":{"type":"command","command":"${plainCommand}"},"a":1}`;
    expect(textOf(planUninstall(first, null))).toBe('{"a":1}');
  });

  it('ignores a copy with another earlier command', () => {
    const edited = installed('{"statusLine":{"type":"command","command":"new"}}').replace('}}', '},"b":1}');
    const copy = '{"statusLine":{"type":"command","command":"old"}}';
    expect(parsed(textOf(planUninstall(edited, copy)))).toEqual({
      statusLine: { type: 'command', command: 'new' },
      b: 1,
    });
  });

  it.each([null, '{}', '{"statusLine":{"type":"command","command":"date"}}', '{"statusLine":null}'])(
    'changes nothing for %j',
    (text) => {
      expect(planUninstall(text, null)).toEqual({ kind: 'nothing' });
    },
  );

  it('refuses a file with the key twice, because the other one would take effect', () => {
    const line = `"statusLine":{"type":"command","command":"${plainCommand}"}`;
    expect(planUninstall(`{"statusLine":1,"a":2,${line}}`, null).kind).toBe('refused');
  });
});

describe('the text of a change', () => {
  it('shows the key before and after, and nothing else of the file', () => {
    const before = '{"env":{"TOKEN":"canary"},"statusLine":{"type":"command","command":"date"}}';
    expect(changeText(before, installed(before))).toBe(
      [
        '  "statusLine": {',
        '    "type": "command",',
        '-   "command": "date"',
        `+   "command": "${plainCommand} --earlier=date"`,
        '  }',
      ].join('\n'),
    );
  });

  it('shows a new and a removed key', () => {
    expect(
      changeText(null, installed(null))
        .split('\n')
        .every((line) => line.startsWith('+ ')),
    ).toBe(true);
    expect(
      changeText(installed('{}'), '{}')
        .split('\n')
        .every((line) => line.startsWith('- ')),
    ).toBe(true);
  });
});
