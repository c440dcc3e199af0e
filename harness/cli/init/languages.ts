/** The languages that `lambdaspec init` has a probe function for, and what each needs to run. */
import type { languageNames } from '../options/option-table.ts';

export interface TemplateFile {
  /** Target path, relative to the folder in which `init` runs. */
  readonly path: string;
  /** Source path in the folder of the bundled probe functions. */
  readonly from: string;
  readonly executable?: boolean;
}

export interface Language {
  readonly files: readonly TemplateFile[];
  /** The value of `_HANDLER`, if runtimes of this language load functions by name; otherwise the function is linked in. */
  readonly handler?: string;
  /** The command that builds the bootstrap with the probe function linked in. */
  readonly build?: (bootstrap: string) => string;
  /** Files that indicate a project in this language. */
  readonly signs: readonly string[];
}

/** The task root of functions that are loaded by name. */
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
