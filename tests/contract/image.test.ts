import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../../scripts/process/project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = path.join(projectRoot, 'packaging', 'docker');
const dockerfile = readFileSync(path.join(folder, 'Dockerfile'), 'utf8');

describe('the image of serve', () => {
  it('copies only files that are in the checkout or that an earlier stage made', () => {
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, all = '']) =>
      all.split(' ').slice(0, -1),
    );
    expect(copies.length).toBeGreaterThan(0);
    for (const file of copies) expect(existsSync(path.join(projectRoot, file)), file).toBe(true);
  });

  it('runs as an ordinary user from the last stage on', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(/^USER (.+)$/m.exec(last)?.[1]).toBe('node');
  });

  it('names no version', () => {
    const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };
    expect(dockerfile).not.toContain(version);
  });

  it('is built by its compose file, without rights and with a volume for its state', () => {
    const compose = load(readFileSync(path.join(folder, 'compose.yml'), 'utf8')) as {
      readonly services: Readonly<
        Record<string, { readonly build: { readonly context: string; readonly dockerfile: string } }>
      >;
    };
    const service = compose.services['quota-tray'];
    const context = path.resolve(folder, service?.build.context ?? '');
    expect(context).toBe(projectRoot);
    expect(existsSync(path.join(context, service?.build.dockerfile ?? ''))).toBe(true);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], volumes: ['state:/state'] });
  });
});

describe.skipIf(process.platform === 'win32')('the health check of the image', () => {
  async function check(home: string): Promise<{ readonly code: number; readonly stderr: string }> {
    const run = promisify(execFile);
    const environment = { ...process.env, QUOTA_TRAY_HOME: home };
    try {
      const { stderr } = await run(process.execPath, [path.join(folder, 'health.cjs')], { env: environment });
      return { code: 0, stderr };
    } catch (error) {
      return error as { readonly code: number; readonly stderr: string };
    }
  }

  async function homeOfServer(status: number): Promise<string> {
    const home = temporaryFolder();
    const server = http.createServer(({ url }, answer) => answer.writeHead(url === '/health' ? status : 404).end('{}'));
    await new Promise<void>((resolve) => server.listen(path.join(home, 'api.sock'), resolve));
    onTestFinished(() => void server.close());
    return home;
  }

  it('is good while the local interface answers', async () => {
    expect(await check(await homeOfServer(200))).toEqual({ code: 0, stderr: '' });
  });

  it('is bad when the local interface answers with an error', async () => {
    expect(await check(await homeOfServer(500))).toMatchObject({ code: 1, stderr: '/health answered 500.\n' });
  });

  it('is bad when nothing listens', async () => {
    expect(await check(temporaryFolder())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOENT') as string,
    });
  });
});
