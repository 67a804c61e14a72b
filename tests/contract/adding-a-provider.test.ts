import { expect, it } from 'vitest';
import { acmeProvider } from '../support/acme-provider.ts';
import { expectHonest, mutated } from '../support/honest-reading.ts';
import { accountOf } from '../support/provider-fixtures.ts';
import { observed, valueOf } from '../support/readings.ts';
import { textOf } from '../support/source/source-files.ts';
import fc from 'fast-check';

const guide = textOf('docs/adding-a-provider.md');
const asOfMs = Date.parse('2026-11-22T00:05:00Z');
const asked = { account: accountOf('deepseek', 'https://api.acme.example'), status: 200 };
const usage = acmeProvider.endpoints['usage'];

/** The text of the example with imports as in `core/providers`. */
function inItsPlace(text: string): string {
  const lines = text.split('\n').filter((line) => !line.includes('@ts-expect-error'));
  return lines.join('\n').replaceAll("'../../core/providers/", "'./").replaceAll("'../../core/", "'../");
}

it('the guide shows the example as it is compiled here', () => {
  expect(guide).toContain('`core/providers/acme.ts`');
  expect(guide).toContain(`\`\`\`ts\n${inItsPlace(textOf('tests/support/acme-provider.ts'))}\`\`\``);
});

it('the example sends the request of the guide, and parses the answer of the guide', () => {
  expect(usage?.request(asked.account, asOfMs).url).toBe('https://api.acme.example/v2/balance');
  const shown = /answers `(\{.*?\})` to a key/.exec(guide)?.[1] ?? '';
  const result = usage?.parse(JSON.parse(shown), asOfMs, asked);
  if (result === undefined) throw new Error('The example has no usage endpoint');
  expect(valueOf(observed(result).prepaid)).toEqual({ currency: 'USD', balance: '12.50', nextExpiresAtMs: null });
});

it('the example keeps the rules of the suite', () => {
  fc.assert(
    fc.property(mutated({ credit: { left: '12.5' } }), (body) => {
      const result = usage?.parse(body, asOfMs, asked);
      if (result === undefined) throw new Error('The example has no usage endpoint');
      expectHonest(result);
    }),
  );
});

it('the guide names the files that a new provider needs', () => {
  for (const name of ['provider-id.ts', 'registry.ts', 'tests/fixtures/providers/', 'docs/providers/']) {
    expect(guide).toContain(name);
  }
});
