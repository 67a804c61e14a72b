import { expect, it } from 'vitest';
import { acmeProvider } from '../support/acme-provider/manifest.ts';
import { expectHonest, mutated } from '../support/honest-reading.ts';
import { accountOf } from '../support/provider-fixtures.ts';
import { observed, valueOf } from '../support/readings.ts';
import { textOf } from '../support/source/source-files.ts';
import fc from 'fast-check';

const guide = textOf('docs/adding-a-provider.md');
const asOfMs = Date.parse('2026-11-22T00:05:00Z');
const asked = { account: accountOf('deepseek', 'https://api.acme.example'), status: 200 };
const usage = acmeProvider.endpoints['usage'];

/** As the file would stand in a folder of `core/providers`. */
function inItsPlace(text: string): string {
  const lines = text.split('\n').filter((line) => !line.includes('@ts-expect-error'));
  return lines.join('\n').replaceAll("'../../../core/providers/", "'../").replaceAll("'../../../core/", "'../../");
}

it.each(['manifest.ts', 'read-balance.ts'])('the guide shows %s as it is compiled here', (name) => {
  expect(guide).toContain(`\`core/providers/acme/${name}\``);
  expect(guide).toContain(`\`\`\`ts\n${inItsPlace(textOf(`tests/support/acme-provider/${name}`))}\`\`\``);
});

it('the example asks what the guide says, and reads the answer that the guide shows', () => {
  expect(usage?.request(asked.account).url).toBe('https://api.acme.example/v2/balance');
  const shown = /answers `(\{.*?\})` to a key/.exec(guide)?.[1] ?? '';
  const result = usage?.parse(JSON.parse(shown), asOfMs, asked);
  if (result === undefined) throw new Error('The example has no usage endpoint');
  expect(valueOf(observed(result).prepaid)).toEqual({ currency: 'USD', balance: '12.50', nextExpiresAtMs: null });
});

it('the example holds to the rules of the suite', () => {
  fc.assert(
    fc.property(mutated({ credit: { left: '12.5' } }), (body) => {
      const result = usage?.parse(body, asOfMs, asked);
      if (result === undefined) throw new Error('The example has no usage endpoint');
      expectHonest(result);
    }),
  );
});

it('the guide names what the suite demands', () => {
  for (const name of ['provider-id.ts', 'registry.ts', 'tests/fixtures/providers/', 'docs/providers/']) {
    expect(guide).toContain(name);
  }
});
