/** The examples: folders with a runtime, how to build and to judge it, and what its deviations are due to. */
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../harness/base/did-you-mean.ts';
import { unknownEntries } from '../../harness/run/baseline.ts';
import { readBaseline } from '../../harness/run/baseline-file.ts';
import { requirements, type RequirementId } from '../../suites/requirements/index.ts';
import { home } from '../support/places.ts';
import { readEvidence, type StoredEvidence } from './evidence-file.ts';
import { exampleSchema, OURS, type ExampleFile } from './example-file.ts';
import { findingsSchema, type Finding } from './findings-file.ts';
import { ExampleMistakes, readYaml } from './yaml-file.ts';

const EXAMPLES = join(home, 'examples');

export const BASELINE = 'lambdaspec.baseline.yaml';

export interface Example extends ExampleFile {
  /** The name of its folder. */
  readonly name: string;
  readonly folder: string;
  readonly hasBaseline: boolean;
  readonly findings: readonly Finding[];
  readonly evidence: StoredEvidence | undefined;
}

/** The names of all examples: the folders with a build script. */
export function exampleNames(root: string = EXAMPLES): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'build.sh')))
    .map(({ name }) => name)
    .toSorted();
}

/**
 * Reads an example.
 *
 * @throws {ExampleMistakes} for an unknown name, and for mistakes in its files.
 */
export function readExample(name: string, root: string = EXAMPLES): Example {
  const names = exampleNames(root);
  if (!names.includes(name)) {
    throw new ExampleMistakes([`There is no example "${name}"; did you mean "${didYouMean(name, names)}"?`]);
  }
  const folder = join(root, name);
  const file = (leaf: string): [path: string, shown: string] => [
    join(folder, leaf),
    `examples/${name}/${leaf}`,
  ];
  if (!existsSync(file('example.yaml')[0]))
    throw new ExampleMistakes([`examples/${name}/example.yaml is missing.`]);
  const [example, findings] = gathered(
    () => readYaml(...file('example.yaml'), exampleSchema),
    () => (existsSync(file('findings.yaml')[0]) ? readYaml(...file('findings.yaml'), findingsSchema) : []),
  );
  const hasBaseline = existsSync(join(folder, BASELINE));
  return { ...example, name, folder, findings, hasBaseline, evidence: readEvidence(folder) };
}

/** Both values, or the mistakes of both. */
function gathered<A, B>(first: () => A, second: () => B): [A, B] {
  const mistakes: string[] = [];
  const value = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ExampleMistakes)) throw error;
      mistakes.push(...error.mistakes);
      return undefined;
    }
  };
  const [a, b] = [value(first), value(second)];
  if (a === undefined || b === undefined) throw new ExampleMistakes(mistakes);
  return [a, b];
}

/** What is wrong with the folder of an example, a sentence each; the files of its build are not looked at. */
export function checkExample(name: string, root: string = EXAMPLES): string[] {
  try {
    const example = readExample(name, root);
    return [...checkFiles(example), ...checkFindings(example), ...checkBaseline(example)].map(
      (mistake) => `examples/${name}/${mistake}`,
    );
  } catch (error) {
    if (error instanceof ExampleMistakes) return [...error.mistakes];
    throw error;
  }
}

function checkFiles({ name, folder, bootstrap }: Example): string[] {
  const readme = join(folder, 'README.md');
  const command = `npm run example -- ${name}`;
  const programs = ['build.sh', ...(bootstrap.startsWith('build/') ? [] : [bootstrap])];
  return [
    ...(existsSync(readme)
      ? readFileSync(readme, 'utf8').includes(command)
        ? []
        : [`README.md does not say how to judge it: \`${command}\`.`]
      : ['README.md is missing.']),
    ...programs.flatMap((program) => {
      if (!existsSync(join(folder, program))) return [`${program} is missing.`];
      return isExecutable(join(folder, program)) ? [] : [`${program} is not executable.`];
    }),
  ];
}

function checkFindings({ findings }: Example): string[] {
  const named = findings.flatMap(({ slug, requirements: ids }) => ids.map((id) => ({ slug, id })));
  return named.flatMap(({ slug, id }, n) => {
    const twice = named.slice(0, n).find((other) => overlap(other.id, id));
    return [
      ...checkId(id).map((mistake) => `findings.yaml: ${slug}: ${mistake}`),
      ...(twice === undefined ? [] : [`findings.yaml: ${id} is named by ${twice.slug} and by ${slug}.`]),
    ];
  });
}

/** Whether two entries `id` or `id/code` name the same deviation. */
function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function checkId(entry: string): string[] {
  const [id = '', code] = entry.split('/', 2);
  if (!isRequirement(id)) {
    return [
      `no requirement has the id "${id}"; did you mean "${didYouMean(id, Object.keys(requirements))}"?`,
    ];
  }
  const codes = Object.keys(requirements[id].deviations ?? {});
  return code === undefined || codes.includes(code)
    ? []
    : [`${id} has no code "${code}"; did you mean "${didYouMean(code, codes)}"?`];
}

function isRequirement(id: string): id is RequirementId {
  return Object.hasOwn(requirements, id);
}

function checkBaseline({ folder, hasBaseline, findings, by }: Example): string[] {
  if (!hasBaseline) return [];
  const baseline = readBaseline(join(folder, BASELINE), BASELINE);
  const place = (line: number): string => `${BASELINE}:${line}: `;
  const covered = (entry: string): boolean =>
    findings.some(({ requirements: ids }) => ids.some((id) => overlap(id, entry)));
  return [
    ...unknownEntries(baseline, requirements).map(({ line, message }) => `${place(line)}${message}`),
    ...baseline.entries.flatMap(({ line, requirement, reason }) => [
      ...(reason.split(' ').length < 4
        ? [`${place(line)}the reason does not name the cause in a sentence.`]
        : []),
      ...(by === OURS || covered(requirement)
        ? []
        : [`${place(line)}${requirement} is named by no finding in findings.yaml.`]),
    ]),
  ];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
