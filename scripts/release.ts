import { assertNever } from '../core/assert-never.ts';
import { exitCodes, runScript, say } from './process/exit.ts';
import { disagreements } from './release/agreement.ts';
import { releaseRequest, type ReleaseRequest } from './release/arguments.ts';
import { changelogSections } from './release/changelog.ts';
import { projectFile, thisProduct } from './release/product.ts';
import { prepareRelease } from './release/prepare.ts';
import { smokeFolder, smokeImage, writeBillOfMaterials, writeChecksums, writeManifests } from './release/steps.ts';

/** Does one step of a release. docs/releasing.md names them in their order. */
async function release(request: ReleaseRequest): Promise<number> {
  switch (request.kind) {
    case 'check':
      return report(
        disagreements({
          tag: request.tag,
          packageJson: projectFile('package.json'),
          packageLock: projectFile('package-lock.json'),
          changelog: projectFile('CHANGELOG.md'),
        }),
        `Tag, package.json, package-lock.json and CHANGELOG.md agree on ${thisProduct().version}.`,
      );
    case 'prepare':
      return prepareRelease(request.version, request.day);
    case 'notes':
      return printNotes();
    case 'sbom':
      await writeBillOfMaterials(request.folder);
      return exitCodes.done;
    case 'checksums':
      return report(await writeChecksums(request.folder), 'Every file of the release is there.');
    case 'manifests':
      await writeManifests(request.folder, request.output);
      return exitCodes.done;
    case 'smoke':
      return report(await smokeFolder(request.folder), 'Every installer works.');
    case 'smoke-image':
      return report(await smokeImage(), 'The image works.');
    default:
      return assertNever(request);
  }
}

function printNotes(): number {
  const { version } = thisProduct();
  const section = changelogSections(projectFile('CHANGELOG.md')).find((each) => each.version === version);
  if (section === undefined || section.text === '') return report([`CHANGELOG.md has no entry for ${version}.`], '');
  process.stdout.write(`${section.text}\n`);
  return exitCodes.done;
}

function report(problems: readonly string[], good: string): number {
  for (const problem of problems) say(problem);
  if (problems.length > 0) return exitCodes.failed;
  say(good);
  return exitCodes.done;
}

await runScript(() => release(releaseRequest(process.argv.slice(2))));
