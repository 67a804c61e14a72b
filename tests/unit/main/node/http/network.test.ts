import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { defaultSettings, type Settings } from '../../../../../core/settings/settings.ts';
import { createPublicHttp } from '../../../../../main/node/http/http-client.ts';
import { createNetwork, readCertificates, testNetwork } from '../../../../../main/node/http/network.ts';
import { selfSigned } from '../../../../support/self-signed.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';

withoutProxyEnvironment();
afterEach(() => void vi.unstubAllEnvs());

function networkOf(change: Partial<Settings>, systemProxy = 'http://system.example:3128') {
  let settings = { ...defaultSettings, ...change };
  const network = createNetwork(
    () => settings,
    async () => systemProxy,
  );
  return { network, change: (next: Partial<Settings>) => void (settings = { ...settings, ...next }) };
}

const far = new URL('https://api.example.test/');

/** A server whose certificate no system trusts. */
async function startSecureServer(): Promise<string> {
  const server = createServer({ ...selfSigned }, (_request, response) => response.end('{"ok":true}'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((resolve) => {
      server.close(() => resolve());
    });
  });
  return `https://localhost:${(server.address() as AddressInfo).port}/`;
}

describe('the proxy', () => {
  it('is the one of the system, the own one, or none', async () => {
    const { network, change } = networkOf({});
    expect(await network.proxyOf(far)).toBe('http://system.example:3128');
    change({ proxyMode: 'manual', proxyUrl: 'http://own.example:8080' });
    expect(await network.proxyOf(far)).toBe('http://own.example:8080');
    change({ proxyMode: 'none' });
    expect(await network.proxyOf(far)).toBeNull();
  });

  it('of the environment counts with System only', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://environment.example:1');
    const { network, change } = networkOf({});
    expect(await network.proxyOf(far)).toBe('http://environment.example:1');
    change({ proxyMode: 'none' });
    expect(await network.proxyOf(far)).toBeNull();
  });

  it('of the user is not asked about this computer', async () => {
    const { network } = networkOf({ proxyMode: 'manual', proxyUrl: 'http://own.example:8080' });
    expect(await network.proxyOf(new URL('http://127.0.0.1:4000/'))).toBeNull();
  });
});

describe('certificates of an organization', () => {
  it('let a server through that nobody else trusts, and only while the file is set', async () => {
    const address = await startSecureServer();
    const file = path.join(temporaryFolder(), 'own.pem');
    writeFileSync(file, `Some words before.\n${selfSigned.cert}\n`);
    const { network, change } = networkOf({ proxyMode: 'none' });
    const http = createPublicHttp({ version: '0', nowMs: () => 0, network });
    expect(await testNetwork(http, address)).toMatchObject({ outcome: 'tls' });
    change({ certificateFile: file });
    expect(network.certificateProblem()).toBeNull();
    expect(await testNetwork(http, address)).toEqual({ host: new URL(address).host, outcome: 'answered' });
    change({ certificateFile: '' });
    expect(await testNetwork(http, address)).toMatchObject({ outcome: 'tls' });
  });

  it('that cannot be read add nothing, and say why', () => {
    const folder = temporaryFolder();
    const file = (name: string, content: string): string => {
      writeFileSync(path.join(folder, name), content);
      return path.join(folder, name);
    };
    mkdirSync(path.join(folder, 'folder'));
    const problems = {
      [path.join(folder, 'none.pem')]: 'absent',
      [path.join(folder, 'folder')]: 'unreadable',
      [file('large.pem', 'x'.repeat(1_000_001))]: 'too-large',
      [file('empty.pem', '')]: 'no-certificate',
      [file('torn.pem', selfSigned.cert.slice(0, 200))]: 'no-certificate',
      [file('wrong.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')]: 'no-certificate',
    };
    for (const [certificateFile, problem] of Object.entries(problems)) {
      expect(readCertificates(certificateFile)).toEqual({ kind: 'problem', problem });
      const { network } = networkOf({ certificateFile });
      expect(network.certificateProblem()).toBe(problem);
      expect(network.certificates()).toBeUndefined();
    }
  });
});

it('a test says that a proxy is not there', async () => {
  const { network } = networkOf({ proxyMode: 'manual', proxyUrl: 'http://127.0.0.1:9' });
  const http = createPublicHttp({ version: '0', nowMs: () => 0, network });
  expect(await testNetwork(http, far.href)).toEqual({ host: 'api.example.test', outcome: 'proxy' });
});
