import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { openApiText } from './openapi/document.ts';
import { operations } from './openapi/operations.ts';
import { projectRoot } from './process/project.ts';

/** Writes the description of the local interface; a test says when that has to be done. */
const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };
writeFileSync(path.join(projectRoot, 'docs', 'openapi.json'), openApiText(operations, version));
