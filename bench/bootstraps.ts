/** The bootstraps of whole runs: the reference runtime, and AWS's clients with the probe functions that `init` writes. */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasTool } from './native.ts';

export const home = join(import.meta.dirname, '..');
export const command = join(home, 'dist', 'main.js');

/** What was built once and stays. */
export const buildFolder = join(import.meta.dirname, 'build');

/** A bootstrap, and the words after `lambdaspec` that judge it. */
export interface Bootstrap {
  readonly name: string;
  readonly folder: string;
  readonly words: readonly string[];
}

/** How to get one: the tools it needs, and what builds it. */
interface Recipe {
  readonly name: string;
  readonly tools: readonly (readonly [tool: string, ...words: string[]])[];
  readonly build: (folder: string) => readonly string[];
}

const recipes: readonly Recipe[] = [
  {
    name: 'native (plain C)',
    tools: [['cc', '--version']],
    build: () => example('c-socket', join('build', 'bootstrap')),
  },
  {
    name: 'native (Go)',
    tools: [['go', 'version']],
    build: (folder) => written(folder, 'go', 'go build -C probe -mod=mod -o "$PWD/bootstrap" .'),
  },
  {
    name: 'Node (reference runtime)',
    tools: [],
    build: () => ['--probe', join(home, 'reference-runtime', 'bootstrap')],
  },
  {
    name: 'Python (awslambdaric)',
    tools: [['python3', '--version']],
    build: () => example('python-ric'),
  },
  {
    name: 'JVM (aws-lambda-java)',
    tools: [
      ['javac', '-version'],
      ['mvn', '--version'],
    ],
    build: (folder) =>
      written(
        folder,
        'java',
        'mvn -q -B -f probe/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=lib && ' +
          "javac --release 17 -cp 'probe/lib/*' -d probe probe/*.java",
      ),
  },
];

/** Builds the bootstraps whose tools are here; `missing` is told about the others. */
export function bootstraps(missing: (what: string) => void): Bootstrap[] {
  return recipes.flatMap(({ name, tools, build }) => {
    const lacking = tools.find((tool) => !hasTool(...tool));
    if (lacking !== undefined) {
      missing(`${name}: ${lacking[0]} is not installed`);
      return [];
    }
    const folder = join(buildFolder, name.replaceAll(/[^a-z]+/gi, '-').toLowerCase());
    mkdirSync(folder, { recursive: true });
    try {
      return [{ name, folder, words: build(folder) }];
    } catch (reason) {
      missing(
        `${name}: it could not be built (${reason instanceof Error ? reason.message.split('\n', 1)[0] : 'unknown'})`,
      );
      return [];
    }
  });
}

/** Builds what `lambdaspec init` writes, once; its configuration names the bootstrap. */
function written(folder: string, language: string, build: string): readonly string[] {
  const done = join(folder, 'done');
  if (existsSync(done)) return [];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const options: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync(
    process.execPath,
    [command, 'init', '--language', language, '--ci', 'none', './bootstrap'],
    options,
  );
  execFileSync('bash', ['-c', build], options);
  writeFileSync(done, '');
  return [];
}

/** Builds an example, which does it once as well. */
export function example(name: string, bootstrap = 'bootstrap'): readonly string[] {
  const folder = join(home, 'examples', name);
  execFileSync(join(folder, 'build.sh'), { stdio: ['ignore', 'ignore', 'inherit'] });
  return ['--probe', join(folder, bootstrap)];
}
