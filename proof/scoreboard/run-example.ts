/** `npm run example -- <name> [options of lambdaspec]`: builds one of the examples and judges it. Without a name it lists them. */
import { exitCodes } from '../../harness/base/errors.ts';
import { plural } from '../../harness/base/plural.ts';
import { exampleNames, readExample } from './examples.ts';
import { buildExample, judgeExample, missingSentence, missingTools, reportFolder } from './judging.ts';
import { ExampleMistakes } from './yaml-file.ts';

function run([name, ...options]: readonly string[]): number {
  if (name === undefined) {
    const names = exampleNames();
    process.stdout.write(`${plural(names.length, 'example')}: ${names.join(', ')}\n`);
    return exitCodes.conforms;
  }
  const example = readExample(name);
  const missing = missingTools(example);
  if (missing.length > 0) {
    process.stderr.write(`${name}: ${missingSentence(example, missing)}\n`);
    return exitCodes.inconclusive;
  }
  if (buildExample(example) !== 0) return exitCodes.inconclusive;
  const out = options.some((option) => /^--out(?:=|$)/.test(option)) ? [] : ['--out', reportFolder(example)];
  return judgeExample(example, [...out, ...options]) ?? exitCodes.harness;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ExampleMistakes)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = exitCodes.usage;
}
