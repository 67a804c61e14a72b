import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../../../../main/node/log/redact.ts';

const canary = 'CaNaRy0123456789abcdef';
const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIi${canary}.${canary}-_x`;

test.each([
  `Authorization: Bearer ${canary}`,
  `authorization=Token ${canary}`,
  `{"headers":{"Authorization":"Bearer ${canary}"}}`,
  `Proxy-Authorization: Basic ${canary}==`,
  `sent bearer ${canary} to the service`,
  `key sk-${canary}`,
  `key sk-ant-oat01-${canary}-${canary}`,
  `key sk-proj-${canary}_${canary}`,
  `refresh rt_${canary}.${canary}`,
  `token ${jwt}.`,
  `{"access_token":"${canary}"}`,
  `{"refreshToken": "${canary}", "id_token":"${canary}"}`,
  `{'accessToken': '${canary}'}`,
  JSON.stringify({ body: JSON.stringify({ refresh_token: canary }) }),
  `{"access_token":"${canary}\\"${canary}"}`,
  `{"access_token":"${canary} cut off`,
  `{"OPENAI_API_KEY":"${canary}"}`,
  `{"claude_session_key":"${canary}"}`,
  `https://host/path?access_token=${canary}&x=1`,
  `OPENAI_API_KEY=${canary}`,
  `https://ann:${canary}@proxy.example:8080`,
  `Cookie: session=${canary}; other=${canary}`,
  `Set-Cookie: sessionKey=${canary}; Path=/`,
  `x-api-key: ${canary}`,
  `key gho_${canary}`,
  `key ghp_${canary}`,
  `key github_pat_${canary}`,
  `key gsk_${canary}`,
])('a secret in %j does not get through', (text) => {
  expect(redact(text)).not.toContain(canary);
});

test.each([
  'someone@example.org is signed out',
  'codex:1f2e usage: 42 % of 5h, resets 2026-11-22T00:05:00.000Z',
  'The token of "work" has expired. Run "codex login".',
  'https://service.example/backend-api/wham/usage?x=1',
  '{"tokens":12,"tokenCount":3,"email":"someone@example.org"}',
  'skipped: risk-averse task-1',
])('what is no secret stays as it is: %j', (text) => {
  expect(redact(text)).toBe(text);
});

test('what stands around a secret stays', () => {
  expect(redact(`GET /x Bearer ${canary} -> 401`)).toBe('GET /x Bearer [removed] -> 401');
  expect(redact(`{"a":1,"access_token":"${canary}","b":2}`)).toBe('{"a":1,"access_token":"[removed]","b":2}');
});

test('no text around a secret lets it through, and redacting twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const once = redact(`${before} Bearer ${canary} ${after}`);
      expect(once).not.toContain(canary);
      expect(redact(`${before}{"access_token":"${canary}"}${after}`)).not.toContain(canary);
    }),
  );
});

test.each(['a-', 'sk-', '\\', '"token', 'eyJaaaaa', 'w://', 'bearer '])(
  'a service cannot stop the app with a long text of %j in an error',
  (unit) => {
    // A rule that reads each part again for each part before it would need minutes for this.
    expect(redact(`${unit.repeat(400_000)} Bearer ${canary}`)).not.toContain(canary);
  },
);
