/** `lambdaspec list` and `lambdaspec explain <id>`: the catalogue, and what judges it. */
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { HarnessError } from '../../base/errors.ts';
import { jsonDocument } from '../../base/escape.ts';
import { changesText, explainText, listJson, listText } from './requirement-text.ts';
import { profilesOf } from '../options/option-words.ts';
import { changesSince, setNamed } from '../../run/requirement-set.ts';
import { select } from '../../run/selection.ts';
import { catalogueOf, patternsWithin } from '../judging/requirement-set.ts';
import { listTests } from '../../vitest/engine.ts';
import { print, type CommandContext } from '../io/context.ts';

export async function list(args: ParsedArguments, context: CommandContext): Promise<number> {
  const { only = [], skip = [], requirements, profile, since, uncovered, json } = args.options;
  const profiles = profile === undefined ? undefined : profilesOf(profile);
  const catalogue = catalogueOf(requirements, context);
  const ids = select(catalogue, {
    ...patternsWithin(catalogue, { only, skip }, requirements, context),
    level: 'MAY',
  });
  const judged = uncovered === true ? await judgedIds(context) : new Set<string>();
  const shown = ids.filter(
    (id) =>
      !judged.has(id) && (profiles === undefined || profiles.some((one) => one === catalogue[id]?.profile)),
  );
  if (since === undefined)
    return print(context, json === true ? listJson(catalogue, shown) : listText(catalogue, shown));
  const changes = changesSince(catalogue, setNamed(since, context.sets)).filter(
    ({ id, kind }) => shown.includes(id) || (kind === 'withdrawn' && only.length === 0),
  );
  return print(context, json === true ? jsonDocument(changes) : changesText(catalogue, changes, since));
}

/** Requirements that a test, a property or a wire rule judges, and excluded ones. */
async function judgedIds(context: CommandContext): Promise<Set<string>> {
  const tests = await listTests({ suites: context.suites.file, root: context.suites.root });
  const excluded = Object.keys(context.catalogue).filter(
    (id) => context.catalogue[id]?.excluded !== undefined,
  );
  return new Set([
    ...excluded,
    ...tests.flatMap((test) => test.requirements),
    ...context.wireRules.map((rule) => rule.requirement),
  ]);
}

/** Explains one requirement, or lists those of an area or a glob. */
export async function explain(args: ParsedArguments, context: CommandContext): Promise<number> {
  const { catalogue } = context;
  // A report names a deviation as id/code.
  const asked = args.positionals[0]?.split('/', 1)[0];
  if (asked === undefined)
    throw new HarnessError('USAGE', 'explain needs the id of a requirement; `lambdaspec list` prints them.');
  const ids = select(catalogue, { only: [asked], skip: [], level: 'MAY' });
  const [id = asked] = ids;
  const requirement = catalogue[id];
  if (requirement === undefined || ids.length > 1) {
    const hint = `${ids.length} requirements; \`lambdaspec explain <id>\` explains one.`;
    return print(context, `${listText(catalogue, ids)}\n${hint}\n`);
  }
  const tests = await listTests({ suites: context.suites.file, root: context.suites.root });
  const judges = [
    ...tests.filter((test) => test.requirements.includes(id)).map((test) => `test: ${test.title}`),
    ...(context.wireRules.some((rule) => rule.requirement === id)
      ? ['wire rule: on every trace of every test']
      : []),
  ];
  return print(context, explainText(id, requirement, judges));
}
