/** The languages that `lambdaspec init` has a probe function for, and what each needs to run. */
import type { clientNames, languageNames } from '../options/option-words.ts';

export interface TemplateFile {
  /** Target path, relative to the folder in which `init` runs. */
  readonly path: string;
  /** Source path in the folder of the bundled probe functions. */
  readonly from: string;
  readonly executable?: boolean;
}

/** What starts the events of the Runtime API towards a probe function that is linked in. */
export type Client = (typeof clientNames)[number];

/** A probe function with what hands it events. */
export interface Template {
  readonly files: readonly TemplateFile[];
  /** The value of `_HANDLER`, if runtimes of this language load functions by name; otherwise the function is linked in. */
  readonly handler?: string;
  /** The command that builds the bootstrap with the probe function linked in. */
  readonly build?: (bootstrap: string) => string;
}

export interface Language extends Template {
  /** Files that indicate a project in this language. */
  readonly signs: readonly string[];
  /** The second choice, where the first is AWS's client: a loop of its own. */
  readonly own?: Template;
}

/** The template of a language with a client. */
export function templateOf({
  language,
  client,
}: {
  readonly language: LanguageName;
  readonly client: Client;
}): Template {
  const { own, ...first } = languages[language];
  return client === 'own' && own !== undefined ? own : first;
}

/** The task root of functions that are loaded by name. */
export const probeFolder = 'probe';

const byName = (file: string, handler: string, signs: readonly string[]): Language => ({
  files: [{ path: `${probeFolder}/${file}`, from: `templates/${file}` }],
  handler,
  signs,
});

function goWith(client: Client): Template {
  return {
    files: [
      { path: 'probe/probe.go', from: 'templates/go/probe.go' },
      { path: 'probe/main.go', from: `templates/go/${client}/main.go` },
      ...(client === 'aws' ? [{ path: 'probe/stream.go', from: 'templates/go/aws/stream.go' }] : []),
      { path: 'probe/go.mod', from: `templates/go/${client}/go.mod` },
    ],
    // The option writes go.sum.
    build: (bootstrap) => `go build -C probe -mod=mod -o "$PWD/${bootstrap}" .`,
  };
}

function rustWith(client: Client): Template {
  return {
    files: [
      { path: 'probe/src/probe.rs', from: 'templates/rust/probe.rs' },
      { path: 'probe/src/main.rs', from: `templates/rust/${client}/main.rs` },
      ...(client === 'aws'
        ? ['hooks', 'stream'].map((name) => ({
            path: `probe/src/${name}.rs`,
            from: `templates/rust/aws/${name}.rs`,
          }))
        : []),
      { path: 'probe/Cargo.toml', from: `templates/rust/${client}/Cargo.toml` },
    ],
    build: (bootstrap) =>
      `cargo build --release --manifest-path probe/Cargo.toml && cp probe/target/release/bootstrap ${bootstrap}`,
  };
}

const javaFiles = [
  { path: 'probe/Probe.java', from: 'templates/java/Probe.java' },
  { path: 'probe/Json.java', from: 'templates/java/Json.java' },
] as const;

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
  bash: {
    files: [{ path: `${probeFolder}/probe.sh`, from: 'probe.sh' }],
    handler: 'probe.handler',
    signs: [],
  },
  go: {
    ...goWith('aws'),
    own: goWith('own'),
    signs: ['go.mod'],
  },
  rust: {
    ...rustWith('aws'),
    own: rustWith('own'),
    signs: ['Cargo.toml'],
  },
  java: {
    files: [
      ...javaFiles,
      { path: 'probe/Handler.java', from: 'templates/java/aws/Handler.java' },
      { path: 'probe/Hooks.java', from: 'templates/java/aws/Hooks.java' },
      { path: 'probe/pom.xml', from: 'templates/java/aws/pom.xml' },
      { path: 'bootstrap', from: 'templates/java/aws/bootstrap', executable: true },
    ],
    handler: 'Handler::handleRequest',
    build: () =>
      'mvn -q -B -f probe/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=lib && ' +
      "javac --release 17 -cp 'probe/lib/*' -d probe probe/*.java",
    own: {
      files: [
        ...javaFiles,
        { path: 'probe/Main.java', from: 'templates/java/own/Main.java' },
        { path: 'bootstrap', from: 'templates/java/own/bootstrap', executable: true },
      ],
      build: () => 'javac --release 17 -d probe probe/*.java',
    },
    signs: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
  },
  cpp: {
    files: [{ path: 'probe/probe.cpp', from: 'templates/probe.cpp' }],
    build: (bootstrap) => `g++ -std=c++17 -O2 -o ${bootstrap} probe/probe.cpp -lcurl`,
    signs: ['CMakeLists.txt', 'conanfile.txt', 'meson.build'],
  },
};
