import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { buildTargets } from '../../scripts/installers/targets.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { releaseRequest } from '../../scripts/release/arguments.ts';
import { checksumsFile } from '../../scripts/release/checksums.ts';
import { commandInResources } from '../../scripts/release/layout.ts';
import {
  billOfMaterialsFile,
  builderConfig,
  npmPackageFile,
  releaseArtifacts,
  releaseFiles,
} from '../../scripts/release/settings.ts';
import { installersFor } from '../../scripts/release/steps.ts';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: string | readonly string[];
  readonly strategy?: { readonly matrix: { readonly include: readonly { readonly runner: string }[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = path.join(projectRoot, '.github', 'workflows');
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(path.join(folder, name), 'utf8');
  return [name, text, load(text) as Workflow] as const;
});
const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What a job may write, by its workflow and name. All others only read. */
const mayWrite: Readonly<Record<string, readonly string[]>> = {
  'release.yml provenance': ['id-token', 'attestations'],
  'release.yml draft': ['contents'],
  'publish.yml image': ['packages', 'id-token', 'attestations'],
  'publish.yml npm': ['id-token'],
};

/** Throws if a script refuses these arguments. */
const argumentChecks: Readonly<Record<string, (args: readonly string[]) => unknown>> = {
  release: releaseRequest,
  package: (args) => buildTargets(args, { platform: 'linux', architecture: 'x64' }),
  bench: (args) => {
    const source = readFileSync(path.join(projectRoot, 'tests', 'bench', 'run.ts'), 'utf8');
    const flags = args.filter((each) => each.startsWith('--'));
    for (const flag of flags) expect(source, flag).toMatch(new RegExp(`\\b${flag.slice(2)}: \\{ type:`));
  },
};

describe.each(workflows)('the workflow %s', (name, text, { permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('names each action by a commit, with its release in a comment', () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('has no permission that a job does not name, and none to write that the list does not have', () => {
    expect(permissions).toEqual({});
    for (const [job, { permissions: own }] of Object.entries(jobs)) {
      const written = Object.entries(own ?? {}).flatMap(([scope, access]) => (access === 'write' ? [scope] : []));
      expect(own, job).toBeDefined();
      expect(written, job).toEqual(mayWrite[`${name} ${job}`] ?? []);
    }
  });

  it('keeps no credentials in the checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const { with: options } of checkouts) expect(options?.['persist-credentials']).toBe(false);
  });

  it('puts no value into the text of a command, where it could be a command itself', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('needs only jobs that it has', () => {
    const needed = Object.values(jobs).flatMap(({ needs }) => needs ?? []);
    expect(Object.keys(jobs)).toEqual(expect.arrayContaining(needed));
  });

  it('calls only scripts that exist, with arguments that they accept', () => {
    for (const { run = '' } of steps) {
      for (const [, script = '', rest = ''] of run.matchAll(/npm run (?:--silent )?([\w:-]+)(?: -- ([^>\n]*))?/g)) {
        expect(scripts, run).toHaveProperty(script);
        const args = rest.split(/\s+/).filter((each) => each !== '');
        if (args.length === 0) continue;
        expect(argumentChecks, `${script} has a check of its arguments`).toHaveProperty(script);
        argumentChecks[script]?.(args);
      }
      for (const [file = ''] of run.matchAll(/(?<![\w/])(?:\.ci|scripts)\/[\w./-]+/g)) {
        expect(existsSync(path.join(projectRoot, file)), file).toBe(true);
      }
    }
  });
});

/** The system and processor of each runner, by the names of Node. */
const computers: Readonly<Record<string, readonly [NodeJS.Platform, string]>> = {
  'ubuntu-24.04': ['linux', 'x64'],
  'ubuntu-24.04-arm': ['linux', 'arm64'],
  'macos-15': ['darwin', 'arm64'],
  'macos-15-intel': ['darwin', 'x64'],
  'windows-2025': ['win32', 'x64'],
  'windows-11-arm': ['win32', 'arm64'],
};

describe('the workflow of a release', () => {
  const release = workflows.find(([name]) => name === 'release.yml')?.[2];

  it('keeps every file that a release must have', () => {
    const upload = release?.jobs['build']?.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    const patterns = String(upload?.with?.['path'])
      .trim()
      .split('\n')
      .map((each) => path.basename(each));
    for (const file of releaseFiles()) {
      expect(
        patterns.some((each) => path.matchesGlob(file, each)),
        file,
      ).toBe(true);
    }
  });

  it('tries every installer on a computer that it is for', () => {
    const tried = (release?.jobs['smoke']?.strategy?.matrix.include ?? []).flatMap(({ runner }) => {
      const computer = computers[runner];
      expect(computer, runner).toBeDefined();
      return computer === undefined ? [] : installersFor(...computer);
    });
    const wanted = [...releaseArtifacts().map(({ file }) => file), npmPackageFile()];
    expect(new Set(tried)).toEqual(new Set(wanted));
  });

  it('finds the command line where electron-builder puts it', () => {
    const { extraResources, win } = builderConfig() as unknown as Readonly<Record<string, unknown>> & {
      readonly extraResources: readonly { readonly to: string }[];
      readonly win: { readonly extraResources: readonly { readonly to: string }[] };
    };
    const places = [...extraResources, ...win.extraResources].map(({ to }) => to);
    expect(places).toEqual(expect.arrayContaining(Object.values(commandInResources)));
  });

  it('attests the files by the names that the scripts give them', () => {
    const attested = release?.jobs['provenance']?.steps.filter(({ uses }) => uses?.startsWith('actions/attest@'));
    expect(attested?.map(({ with: options }) => options)).toEqual([
      { 'subject-checksums': `release/${checksumsFile}` },
      { 'subject-checksums': `release/${checksumsFile}`, 'sbom-path': `release/${billOfMaterialsFile}` },
    ]);
  });

  it('publishes nothing by itself', () => {
    const commands = Object.values(release?.jobs ?? {}).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''));
    const published = commands.filter((each) => each.includes('gh release'));
    expect(published).toHaveLength(1);
    expect(published[0]).toContain('--draft');
  });
});
