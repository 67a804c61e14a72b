import { describe, expect, it } from 'vitest';
import { volcengineHeaders } from '../../../../../main/node/http/volcengine-signature.ts';

describe('the signature of Volcengine', () => {
  it('is the one that the vendor publishes for its example', () => {
    // The example of https://www.volcengine.com/docs/6369/67270. Its key has no permission.
    const url = new URL('https://iam.volcengineapi.com/?Action=ListUsers&Version=2018-01-01&Limit=10&Offset=0');
    const pair = {
      accessKeyId: 'AKLTMjI2ODVlYzI3ZGY1NGU4ZjhjYWRjMTlmNTM5OTZkYzE',
      secret: 'TnpCak5XWXpZV1U0WkRaaE5ERmxaR0ZpTmpjeVkyUXlZek0wTWpJMU1qWQ==',
    };
    const headers = volcengineHeaders(
      { method: 'GET', url, contentType: 'application/x-www-form-urlencoded; charset=utf-8', body: '' },
      pair,
      { service: 'iam', region: 'cn-north-1' },
      Date.parse('2020-12-30T08:18:05Z'),
    );
    expect(headers).toEqual({
      'X-Date': '20201230T081805Z',
      'X-Content-Sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      Authorization:
        'HMAC-SHA256 Credential=AKLTMjI2ODVlYzI3ZGY1NGU4ZjhjYWRjMTlmNTM5OTZkYzE/20201230/cn-north-1/iam/request, ' +
        'SignedHeaders=content-type;host;x-content-sha256;x-date, ' +
        'Signature=28eeabbbd726b87002e0fe58ad8c1c768e619b06e2646f35b6ad7ed029a6d8a7',
    });
  });

  it.each([
    ['the body', { body: '{"a":1}' }],
    ['the type of the body', { contentType: 'text/plain' }],
    ['the address', { url: new URL('https://open.volcengineapi.com/?Action=GetAFPUsage') }],
    ['the method', { method: 'PUT' }],
  ])('changes with %s', (_part, change) => {
    const request = {
      method: 'POST',
      url: new URL('https://open.volcengineapi.com/?Action=GetCodingPlanUsage'),
      contentType: 'application/json',
      body: '{}',
    };
    const sign = (sent: typeof request): string | undefined =>
      volcengineHeaders(sent, { accessKeyId: 'id', secret: 'key' }, { service: 'ark', region: 'cn-beijing' }, 0)[
        'Authorization'
      ];
    expect(sign({ ...request, ...change })).not.toBe(sign(request));
  });
});
