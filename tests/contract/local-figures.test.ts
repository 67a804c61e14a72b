import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { figurePrograms } from '../../core/providers/provider-id.ts';
import { createLocalFigures } from '../../main/node/local-figures/figures.ts';
import { type CommandEnd, runCommandLine } from '../support/command-line.ts';
import { figurePlaces, planKey, putText, quotaFileOf, quotaXml } from '../support/figure-places.ts';
import { databaseOwner, settingsTable } from '../support/foreign-database.ts';
import { expectHonest } from '../support/honest-reading.ts';
import { allEndpoints, answeredFixture, accountOf, bodyCases, fixtureTimeMs } from '../support/provider-fixtures.ts';
import { providers } from '../../core/providers/registry.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const absent = { kind: 'failure', failure: { kind: 'figures', problem: 'absent' }, fingerprint: null };
const failureOf = (problem: string): object => ({ ...absent, failure: { kind: 'figures', problem } });
const writtenMs = fixtureTimeMs - 3 * 3_600_000;

function fixtureOf(program: string) {
  const found = allEndpoints().find(({ provider }) => provider === program);
  if (found === undefined) throw new Error(`No fixture of ${program}`);
  return found;
}

function readIn(homeFolder: string, program: (typeof figurePrograms)[number]) {
  return createLocalFigures({ homeFolder, environment: {}, platform: 'linux' }).read(program);
}

function files(folder: string): readonly string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${name} ${fs.statSync(path.join(folder, name)).mtimeMs}`).sort();
}

it('every program that keeps figures has a place in these tests', () => {
  expect(figurePlaces.map(({ program }) => program)).toEqual(figurePrograms);
});

describe.skipIf(process.platform === 'win32').each(figurePlaces)('the file of $program', ({ program, file, write }) => {
  const fixtures = fixtureOf(program);

  it.each(bodyCases)('with the body "%s" is a reading or a named failure, of the time of the file', async (name) => {
    const home = temporaryFolder();
    write(home, fixtures.body(name), writtenMs);
    const before = files(home);
    const outcome = await readIn(home, program);
    expect(files(home)).toEqual(before);
    if (outcome.kind === 'failure') {
      expect([name, outcome]).toEqual(['empty', absent]);
      return;
    }
    expect(outcome).toMatchObject({ writtenMs, fingerprint: null });
    const account = accountOf(program, 'https://service.example');
    const asked = answeredFixture(program, 'usage', account);
    const result = providers[program].endpoints['usage']?.parse(outcome.body, outcome.writtenMs ?? 0, asked);
    if (result === undefined) throw new Error('Not parsed');
    expectHonest(result);
    if (name === 'ok') expect(result).toMatchObject({ ok: true, observation: { asOfMs: writtenMs } });
  });

  it('that does not exist is absent', async () => {
    expect(await readIn(temporaryFolder(), program)).toEqual(absent);
  });

  it.skipIf(process.getuid?.() === 0)('that nobody may read is unreadable', async () => {
    const home = temporaryFolder();
    write(home, fixtures.body('ok'));
    fs.chmodSync(path.join(home, file), 0);
    expect(await readIn(home, program)).toEqual(failureOf('unreadable'));
  });

  it('that is a folder is unreadable', async () => {
    const home = temporaryFolder();
    fs.mkdirSync(path.join(home, file), { recursive: true });
    expect(await readIn(home, program)).toEqual(failureOf('unreadable'));
  });

  it.each([
    ['empty', () => ''],
    ['cut', (text: string) => text.slice(0, Math.floor(text.length * 0.4))],
    ['of another form', () => '{"quotaInfo": {}}'],
  ])('that is %s is torn', async (_what, damage) => {
    const home = temporaryFolder();
    write(home, fixtures.body('ok'));
    putText(path.join(home, file), damage(fs.readFileSync(path.join(home, file), 'latin1')));
    expect(await readIn(home, program)).toEqual(failureOf('torn'));
  });

  it('with too much in it is too large', async () => {
    const home = temporaryFolder();
    write(home, { ...(fixtures.body('ok') as object), more: 'x'.repeat(4_200_000) });
    expect(await readIn(home, program)).toEqual(failureOf('too-large'));
  });
});

describe.skipIf(process.platform === 'win32')('the database of Windsurf', () => {
  const [, { program, file }] = figurePlaces as readonly [unknown, (typeof figurePlaces)[number]];
  const body = fixtureOf(program).body('ok');

  it('that Windsurf has open is read in its place, and left alone', async () => {
    const home = temporaryFolder();
    const owner = await databaseOwner(path.join(home, file), ...settingsTable({ [planKey]: JSON.stringify(body) }));
    expect(await readIn(home, program)).toMatchObject({ kind: 'body', body });
    await owner.run(`UPDATE ItemTable SET value = '{"planName":"Teams"}' WHERE key = '${planKey}'`);
    expect(await readIn(home, program)).toMatchObject({ kind: 'body', body: { planName: 'Teams' } });
  });

  it('that Windsurf has locked is unreadable for the time', async () => {
    const home = temporaryFolder();
    const table = settingsTable({ [planKey]: JSON.stringify(body) }, 'DELETE');
    const owner = await databaseOwner(path.join(home, file), ...table, 'BEGIN EXCLUSIVE');
    expect(await readIn(home, program)).toEqual(failureOf('unreadable'));
    await owner.run('COMMIT');
    expect(await readIn(home, program)).toMatchObject({ kind: 'body', body });
  });

  it.each([
    ['no plan', {}, 'absent'],
    ['an empty plan', { [planKey]: '' }, 'absent'],
    ['a plan that is no JSON', { [planKey]: '{"planName":' }, 'torn'],
    ['a plan that is a list', { [planKey]: '[1]' }, 'torn'],
  ])('with %s', async (_what, values, problem) => {
    const home = temporaryFolder();
    await (await databaseOwner(path.join(home, file), ...settingsTable(values))).close();
    expect(await readIn(home, program)).toEqual(failureOf(problem));
  });
});

describe.skipIf(process.platform === 'win32')('the files of JetBrains IDEs', () => {
  const ok = fixtureOf('jetbrains').body('ok') as { readonly quotaInfo: object };
  const changed = { ...ok, quotaInfo: { ...ok.quotaInfo, type: 'Newest' } };

  it.each([
    ['of two IDEs', 'JetBrains'],
    ['of an IDE and Android Studio', 'Google'],
  ])('%s count by their time, and the newest one wins', async (_what, vendor) => {
    const home = temporaryFolder();
    putText(path.join(home, quotaFileOf('PyCharm2026.1')), quotaXml(ok), writtenMs - 60_000);
    putText(path.join(home, quotaFileOf('ZZ2026.1', vendor)), quotaXml(changed), writtenMs);
    fs.mkdirSync(path.join(home, '.config', 'JetBrains', 'consentOptions'), { recursive: true });
    expect(await readIn(home, 'jetbrains')).toMatchObject({ body: { quotaInfo: { type: 'Newest' } }, writtenMs });
  });

  it.each([
    ['a document type', (text: string) => `<!DOCTYPE application [<!ENTITY a "b">]>${text}`],
    ['a comment', (text: string) => text.replace('<component', '<!-- old --><component')],
    ['an entity that nobody knows', (text: string) => text.replace('&quot;', '&secret;')],
    ['no end', (text: string) => text.replace('</application>', '')],
    ['a half value', (text: string) => text.replace(/&quot;maximum&quot;/, '')],
  ])('with %s are torn', async (_what, damage) => {
    const home = temporaryFolder();
    const text = damage(quotaXml(ok));
    expect(text).not.toBe(quotaXml(ok));
    putText(path.join(home, quotaFileOf('GoLand2026.1')), text);
    expect(await readIn(home, 'jetbrains')).toEqual(failureOf('torn'));
  });

  it('with further options, and without the quota', async () => {
    const home = temporaryFolder();
    const further = quotaXml(ok).replace('  </component>', '<option name="other"><list /></option>  </component>');
    putText(path.join(home, quotaFileOf('Rider2026.1')), `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n${further}\n`);
    expect(await readIn(home, 'jetbrains')).toMatchObject({ kind: 'body', body: ok });
    putText(path.join(home, quotaFileOf('Rider2026.1')), '<application><component name="Other" /></application>');
    expect(await readIn(home, 'jetbrains')).toEqual(absent);
  });
});

describe.skipIf(process.platform === 'win32').each(figurePlaces)('an account of $program', (place) => {
  const { program, write } = place;
  const { displayName } = providers[program];

  function machine() {
    const root = temporaryFolder();
    const [userHome, home] = [path.join(root, 'user'), path.join(root, 'state')];
    fs.mkdirSync(userHome);
    const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(root, 'no-bus')}` };
    return {
      userHome,
      run: (...args: readonly string[]): Promise<CommandEnd> => runCommandLine({ userHome, home, env }, ...args),
    };
  }

  it('is found, added with one command, shown with the age of the file, and keeps its figures without it', async () => {
    const { userHome, run } = machine();
    write(userHome, place.body(83), Date.now() - 3 * 3_600_000);
    const discovered = await run('accounts', 'discover');
    expect(discovered.stdout).toContain(`quota-tray accounts add --from ${program}:default`);
    const before = files(userHome);
    const added = await run('accounts', 'add', '--from', `${program}:default`, '--json');
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(JSON.parse(added.stdout)).toMatchObject({ message: expect.stringContaining('were read.') });

    const shown = await run('status', '--refresh');
    for (const text of [displayName, '83% left', '3 hours old']) expect(shown.stdout).toContain(text);
    expect(shown.stdout).toContain('last wrote its figures 3 hours ago.');
    expect(files(userHome)).toEqual(before);

    write(userHome, place.body(41));
    const newer = await run('status', '--refresh');
    expect(newer.stdout).toContain('41% left');
    expect(newer.stdout).not.toContain('last wrote');

    fs.rmSync(path.join(userHome, place.file));
    const gone = await run('status', '--refresh');
    expect(gone.stdout).toContain('keeps no AI figures on this computer now');
    expect(gone.stdout).toContain('41% left');
  });
});
