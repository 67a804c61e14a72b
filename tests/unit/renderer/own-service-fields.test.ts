import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../core/providers/own/text.ts';
import {
  addressOf,
  type Draft,
  draftOf,
  emptyDraft,
  figureKinds,
  figuresOf,
  furtherKinds,
  keyHeaderOf,
  memberName,
  textOf,
  textOnlyMembers,
  valueAt,
  withAddress,
  withFigure,
  withKeyHeader,
  withoutFigure,
  withValue,
} from '../../../renderer/settings/own-service/fields.ts';
import { formFields } from '../../../renderer/settings/own-service/form-fields.ts';
import { ownDefinition } from '../../support/own-definition.ts';

const place = fc.constantFrom('/a', '/a/b', '/limits/0/used', '/~1x');
const time = fc.record({ at: place, as: fc.constantFrom('iso', 'epoch-seconds', 'seconds-left') });
const ofLimit = fc.record(
  {
    length: fc.constantFrom('5h', '7d', 'month'),
    name: fc.constantFrom('Images', 'Opus'),
    figure: fc.constantFrom('used-of-limit', 'left-of-limit'),
    at: place,
    limit: fc.oneof(place, fc.integer({ min: 1 }), fc.constantFrom(0.5, 1e21)),
    noLimit: fc.constantFrom([null], [0, -1]),
    in: fc.record({ list: place, where: place, is: fc.constantFrom('7d', 1, true, null) }),
    resets: time,
    optional: fc.constant(true),
  },
  { requiredKeys: ['length', 'figure', 'at', 'limit'] },
);
const share = fc.record(
  {
    length: fc.constantFrom('5h', '45m'),
    figure: fc.constantFrom('percent-used', 'fraction-left'),
    at: place,
    resets: time,
  },
  { requiredKeys: ['length', 'figure', 'at'] },
);
const money = { unit: fc.constantFrom('whole', 'minor', 'micro'), currency: fc.constantFrom('USD', '/currency') };
/** Definitions that the check accepts, with members of every kind in any order. */
const definitions: fc.Arbitrary<Draft> = fc
  .record(
    {
      quotaTrayService: fc.constant(1),
      name: fc.constantFrom('Lab', 'Größe 9'),
      path: fc.constantFrom('/v1/usage', '/x?y={id}'),
      headers: fc.constantFrom(
        { Authorization: 'Bearer {secret}' },
        { 'X-Team': '{id}', 'X-Api-Key': '{secret}', 'X-More': 'yes' },
      ),
      windows: fc.array(fc.oneof(share, ofLimit), { minLength: 1, maxLength: 4 }),
      origin: fc.constantFrom('https://lab.example', 'http://127.0.0.1:8080'),
      tile: fc.constant('La'),
      everyMinutes: fc.integer({ min: 1, max: 1440 }),
      balance: fc.record({ at: place, ...money, expires: time }, { requiredKeys: ['at', 'unit', 'currency'] }),
      spend: fc.record({ used: place, limit: place, ...money }, { requiredKeys: ['used', 'unit', 'currency'] }),
      sessions: fc.record({ at: place, hardLimit: place }, { requiredKeys: ['at'] }),
      plan: place,
      blocked: fc.constant({ at: '/state', is: ['off'] }),
    },
    { requiredKeys: ['quotaTrayService', 'name', 'path', 'headers', 'windows'] },
  )
  .chain((definition) => fc.shuffledSubarray(Object.entries(definition), { minLength: Object.keys(definition).length }))
  .map((entries) => Object.fromEntries(entries));

describe('fields and text of one definition', () => {
  it('begin with definitions that the check accepts', () => {
    fc.assert(fc.property(definitions, (draft) => parseDefinition(textOf(draft)).kind === 'good'));
  });

  it('a field that is written as it stands changes nothing, not even the order of the members', () => {
    fc.assert(
      fc.property(definitions, (draft) => {
        for (const field of formFields(draft)) {
          expect(textOf(withValue(draft, field, valueAt(draft, field.path)))).toBe(textOf(draft));
        }
        expect(textOf(withAddress(draft, addressOf(draft)))).toBe(textOf(draft));
        expect(textOf(withKeyHeader(draft, keyHeaderOf(draft)))).toBe(textOf(draft));
        expect(draftOf(textOf(draft))).toEqual(draft);
      }),
    );
  });

  it('a field shows every text as it was typed, and touches no other member', () => {
    fc.assert(
      fc.property(
        definitions,
        fc.nat(),
        fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('1.', '01', '-')),
        (draft, at, text) => {
          const fields = formFields(draft);
          const field = fields[at % fields.length]!;
          const next = withValue(draft, field, text);
          expect(valueAt(next, field.path)).toBe(text);
          const others = fields.filter(({ path }) => memberName(path) !== memberName(field.path));
          expect(others.map(({ path }) => valueAt(next, path))).toEqual(others.map(({ path }) => valueAt(draft, path)));
          expect(textOnlyMembers(next, formFields(next))).toEqual(textOnlyMembers(draft, formFields(draft)));
        },
      ),
    );
  });

  it('an address is the text that was typed, whatever it is', () => {
    fc.assert(
      fc.property(
        definitions,
        fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('/a/b', 'https://', 'https:/x')),
        (draft, address) => {
          expect(addressOf(withAddress(draft, address))).toBe(address);
        },
      ),
    );
    const { origin, path } = withAddress(emptyDraft, 'https://lab.example/v1/usage?a=b');
    expect([origin, path]).toEqual(['https://lab.example', '/v1/usage?a=b']);
    expect(withAddress(emptyDraft, '/v1/usage')).toEqual({ ...emptyDraft, path: '/v1/usage' });
  });

  it('the header with the key keeps its place among the others, and takes the name of no other one', () => {
    const draft = { ...emptyDraft, headers: { 'X-Team': '{id}', 'X-Key': '{secret}', Last: 'yes' } };
    expect(keyHeaderOf(draft)).toEqual({ name: 'X-Key', form: '{secret}' });
    const renamed = withKeyHeader(draft, { name: 'Authorization', form: 'Bearer {secret}' });
    expect(JSON.stringify(renamed['headers'])).toBe('{"X-Team":"{id}","Authorization":"Bearer {secret}","Last":"yes"}');
    expect(withKeyHeader(draft, { name: 'X-Team', form: '{secret}' })).toBe(draft);
    const without = { ...draft, headers: { 'X-Team': '{id}' } };
    expect(withKeyHeader(without, { name: 'X-Key', form: '{secret}' })['headers']).toEqual({
      'X-Team': '{id}',
      'X-Key': '{secret}',
    });
  });

  it('a new figure comes in the order of the documentation and goes without a trace', () => {
    for (const kind of figureKinds) {
      const added = withFigure(emptyDraft, kind);
      const figure = figuresOf(added).find((each) => each.kind === kind);
      expect(figure, kind).toBeDefined();
      expect(withoutFigure(added, figure!)).toEqual(emptyDraft);
    }
    expect(Object.keys(withFigure(withFigure(emptyDraft, 'sessions'), 'window'))).toEqual([
      ...Object.keys(emptyDraft),
      'windows',
      'sessions',
    ]);
    const full = { ...emptyDraft, windows: Array.from({ length: 20 }, () => ({})), balance: {} };
    expect(furtherKinds(full)).toEqual(['spend', 'sessions']);
    expect(withFigure(full, 'window')).toBe(full);
  });

  it('names every member that it does not show', () => {
    expect(textOnlyMembers(ownDefinition, formFields(ownDefinition))).toEqual([
      'tile',
      'headers.X-Team',
      'windows[1].in',
      'windows[1].noLimit',
      'windows[2].optional',
      'balance.expires',
      'spend.noLimit',
      'plan',
      'blocked',
    ]);
    expect(textOnlyMembers({ ...emptyDraft, windows: 'none', name: true }, [])).toEqual(['name', 'windows']);
  });

  it('takes any text without a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const draft = draftOf(text);
        if (draft === null) return;
        for (const field of formFields(draft)) withValue(draft, field, 'x');
        for (const kind of figureKinds) withFigure(withAddress(draft, '/x'), kind);
        for (const figure of figuresOf(draft)) withoutFigure(draft, figure);
        withKeyHeader(draft, keyHeaderOf(draft));
        textOnlyMembers(draft, formFields(draft));
      }),
    );
    expect(draftOf('[]')).toBeNull();
    expect(draftOf('{')).toBeNull();
    expect(draftOf(' ')).toBe(emptyDraft);
  });
});
