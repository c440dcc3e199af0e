/** The files that `lambdaspec init` writes, made from templates. */
import { jsonDocument } from '../../base/escape.ts';
import { join } from 'node:path';
import { defaultConfigFile } from '../options/config-file.ts';
import { foreignText } from '../../base/foreign-file.ts';
import { packageFile, toolVersion } from '../../base/package.ts';
import type { Choices } from './choices.ts';
import { probeFolder, templateOf } from './languages.ts';

export interface PlannedFile {
  /** Relative to the folder in which `init` runs. */
  readonly path: string;
  readonly content: string;
  /** A short description. */
  readonly what: string;
  readonly executable: boolean;
}

const workflowFolder = packageFile('harness', 'cli', 'init', 'workflows');

export function plan(choices: Choices, bundledProbes: string): PlannedFile[] {
  const functions = templateOf(choices).files.map(({ path, from, executable = false }) => ({
    path,
    content: foreignText(join(bundledProbes, from)),
    what: executable ? 'starts the probe function' : 'the probe function',
    executable,
  }));
  return [
    ...functions,
    { path: defaultConfigFile, content: configOf(choices), what: 'the configuration', executable: false },
    ...workflowOf(choices),
  ];
}

/** The command that builds the bootstrap, if any. */
export function buildCommand(choices: Choices): string | undefined {
  return templateOf(choices).build?.(choices.bootstrap[0]);
}

function configOf(choices: Choices): string {
  const { bootstrap } = choices;
  const { handler } = templateOf(choices);
  const config = {
    $schema: './node_modules/lambdaspec/schemas/config.schema.json',
    bootstrap: bootstrap.length === 1 ? bootstrap[0] : bootstrap,
    ...(handler === undefined ? {} : { handler, taskRoot: `./${probeFolder}` }),
  };
  return jsonDocument(config);
}

const workflows = {
  github: { template: 'github.yml', path: '.github/workflows/lambdaspec.yml', step: '- run: ' },
  gitlab: { template: 'gitlab.yml', path: 'lambdaspec.gitlab-ci.yml', step: '- ' },
} as const;

function workflowOf(choices: Choices): PlannedFile[] {
  if (choices.ci === 'none') return [];
  const { template, path, step } = workflows[choices.ci];
  const build = buildCommand(choices);
  const text = foreignText(join(workflowFolder, template));
  const content = text
    .replace('# {{build}}', build === undefined ? '# Build your bootstrap here.' : step + build)
    .replace('{{version}}', toolVersion());
  return [{ path, content, what: `the workflow for ${choices.ci}`, executable: false }];
}
