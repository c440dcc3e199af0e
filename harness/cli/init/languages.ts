/** The languages for which `lambdaspec init` brings a probe function, and what each needs to run. */
import type { languageNames } from '../options/option-table.ts';

export interface TemplateFile {
  /** Where it goes, from the folder in which `init` runs. */
  readonly path: string;
  /** Its path in the folder of the bundled probe functions. */
  readonly from: string;
  readonly executable?: boolean;
}

export interface Language {
  readonly files: readonly TemplateFile[];
  /** The value of `_HANDLER`, where runtimes of this language load functions by name; the others have theirs linked in. */
  readonly handler?: string;
  /** The command that makes the bootstrap out of the probe function, where it is linked in. */
  readonly build?: (bootstrap: string) => string;
  /** Files that give the language of a project away. */
  readonly signs: readonly string[];
}

/** Where functions that are loaded by name go: the task root. */
export const probeFolder = 'probe';

const byName = (file: string, handler: string, signs: readonly string[]): Language => ({
  files: [{ path: `${probeFolder}/${file}`, from: `templates/${file}` }],
  handler,
  signs,
});

export type LanguageName = (typeof languageNames)[number];

export const languages: Readonly<Record<LanguageName, Language>> = {
  javascript: {
    files: [{ path: `${probeFolder}/probe.mjs`, from: 'probe.mjs' }],
    handler: 'probe.handler',
    signs: ['package.json', 'deno.json'],
  },
  python: {
    files: [{ path: `${probeFolder}/probe.py`, from: 'probe.py' }],
    handler: 'probe.handler',
    signs: ['pyproject.toml', 'setup.py', 'requirements.txt'],
  },
  ruby: byName('probe.rb', 'probe.handler', ['Gemfile']),
  php: byName('probe.php', 'probe.php', ['composer.json']),
  perl: byName('probe.pl', 'probe.handle', ['cpanfile', 'Makefile.PL']),
  bash: byName('probe.sh', 'probe.handler', []),
  go: {
    files: [
      { path: 'probe/main.go', from: 'templates/main.go' },
      { path: 'probe/go.mod', from: 'templates/go.mod' },
    ],
    build: (bootstrap) => `go build -C probe -o "$PWD/${bootstrap}" .`,
    signs: ['go.mod'],
  },
  rust: {
    files: [
      { path: 'probe/src/main.rs', from: 'templates/main.rs' },
      { path: 'probe/Cargo.toml', from: 'templates/Cargo.toml' },
    ],
    build: (bootstrap) =>
      `cargo build --release --manifest-path probe/Cargo.toml && cp probe/target/release/bootstrap ${bootstrap}`,
    signs: ['Cargo.toml'],
  },
  java: {
    files: [
      { path: 'probe/Probe.java', from: 'templates/Probe.java' },
      { path: 'bootstrap', from: 'templates/bootstrap-java', executable: true },
    ],
    build: () => 'javac -d probe probe/Probe.java',
    signs: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
  },
  cpp: {
    files: [{ path: 'probe/probe.cpp', from: 'templates/probe.cpp' }],
    build: (bootstrap) => `g++ -std=c++17 -O2 -o ${bootstrap} probe/probe.cpp -lcurl`,
    signs: ['CMakeLists.txt', 'conanfile.txt', 'meson.build'],
  },
};
