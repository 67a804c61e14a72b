import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newestLine } from '../../../../../main/node/codex/newest-line.ts';

const mark = '#';
const accept = (line: string): string | null => (/^#\d+$/.test(line) ? line : null);

function reader(content: Buffer) {
  const reads: number[] = [];
  const readAt = (position: number, length: number): Promise<Buffer> => {
    reads.push(length);
    return Promise.resolve(content.subarray(position, position + length));
  };
  return { readAt, bytesRead: () => reads.reduce((sum, each) => sum + each, 0) };
}

function search(content: Buffer, from = 0, searchedTo = from) {
  return newestLine(reader(content).readAt, { from, searchedTo, to: content.length }, mark, accept);
}

describe('the newest matching line', () => {
  const filler = (bytes: number): string => `${'a'.repeat(bytes)}\n`;

  it.each([
    ['nothing', '', null, null],
    ['an unfinished line', '#1', null, null],
    ['a line', '#1\n', 3, '#1'],
    ['a newer one', '#1\n#2\n', 6, '#2'],
    ['an unfinished newer one', '#1\n#2', 3, '#1'],
    ['lines that do not count', '#1\n#x\nb#2\n\n', 11, '#1'],
    ['far back', `#1\n${filler(500_000)}${filler(10)}`, 500_015, '#1'],
    ['a long unfinished line', `#1\n${'b'.repeat(300_000)}`, 3, '#1'],
    ['a line over 1 MiB', `#1\n#${'2'.repeat(1_100_000)}\n`, 1_100_005, '#1'],
    ['a line over 1 MiB in between', `#1\n#${'2'.repeat(1_100_000)}\n${filler(5)}`, 1_100_011, '#1'],
  ])('is found in %s', async (_what, text, end, found) => {
    expect(await search(Buffer.from(text))).toEqual({ end, found });
  });

  it('is the same line that reading from the start finds', async () => {
    const line = fc.oneof(
      fc.integer({ min: 0, max: 9 }).map((number) => `#${number}`),
      fc.integer({ min: 0, max: 200_000 }).map((length) => 'z'.repeat(length)),
      fc.constantFrom('', '##', 'ä#1', '#1x'),
    );
    const property = fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.boolean(), async (lines, isWhole) => {
      const content = Buffer.from(lines.join('\n') + (isWhole ? '\n' : ''));
      const whole = content.toString('utf8').split('\n').slice(0, -1);
      const expected = whole.filter((each) => accept(each) !== null).at(-1) ?? null;
      const { end, found } = await search(content);
      expect(found).toBe(expected);
      expect(end).toBe(content.includes('\n') ? content.lastIndexOf('\n') + 1 : null);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('is searched only between the given offsets', async () => {
    const content = Buffer.from('#1\n#2\nabc\n');
    expect(await search(content, 6)).toEqual({ end: 10, found: null });
    expect(await search(content, 10)).toEqual({ end: null, found: null });
  });

  it('reads nothing again while a line has no end', async () => {
    const content = Buffer.from('c'.repeat(900_000));
    const { readAt, bytesRead } = reader(content);
    const stretch = { from: 0, searchedTo: 899_990, to: content.length };
    expect(await newestLine(readAt, stretch, mark, accept)).toEqual({ end: null, found: null });
    expect(bytesRead()).toBeLessThanOrEqual(64 * 1024);
  });

  it('is not searched further back than 32 MiB', async () => {
    const content = Buffer.concat([Buffer.from('#1\n'), Buffer.alloc(40 * 1024 * 1024, 'd\n')]);
    const { readAt, bytesRead } = reader(content);
    const { found } = await newestLine(readAt, { from: 0, searchedTo: 0, to: content.length }, mark, accept);
    expect(found).toBeNull();
    expect(bytesRead()).toBe(32 * 1024 * 1024);
  });

  it('handles a file that has become shorter', async () => {
    const { readAt } = reader(Buffer.from('#1\n'));
    expect(await newestLine(readAt, { from: 0, searchedTo: 0, to: 900 }, mark, accept)).toEqual({
      end: null,
      found: null,
    });
  });
});
