/** The config file: the options of the command as JSON. */
import { dirname, relative, resolve } from 'node:path';
import * as z from 'zod';
import { didYouMean } from '../../base/did-you-mean.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { foreignText } from '../../base/foreign-file.ts';
import { parseJsonFile } from '../../base/json-file.ts';
import { configurableOptions, describeOption, exclusiveOptions, type Option } from './option-table.ts';
import { isGiven, shownJson, valueFromJson, type Complain, type Settings } from './option-value.ts';

export const defaultConfigFile = 'lambdaspec.config.json';

export interface ConfigFile {
  /** The command that starts the runtime, unless the command line names one. */
  readonly bootstrap: readonly string[];
  readonly settings: Settings;
}

const path = z.string().min(1);
const bootstrapSchema = z.union([path, z.tuple([path], z.string())]);

/**
 * Reads the config file; undefined if none is named and the default does not exist.
 *
 * @throws {HarnessError} CONFIG_INVALID with every problem, one a line.
 */
export function readConfigFile(asked: string | undefined, workingDirectory: string): ConfigFile | undefined {
  const shown = asked ?? defaultConfigFile;
  const file = resolve(workingDirectory, shown);
  const text = textOf(file, shown, asked !== undefined);
  if (text === undefined) return undefined;
  const problems: string[] = [];
  const complain: Complain = (problem) => void problems.push(`${shown}: ${problem}`);
  const { $schema: _, bootstrap, ...options } = parsed(text, shown);
  const fromHere = (given: string): string =>
    relative(workingDirectory, resolve(dirname(file), given)) || '.';
  const command = bootstrap === undefined ? [] : commandOf(bootstrap, fromHere, complain);
  const settings = new Map(
    Object.entries(options).flatMap(([key, given]) => {
      const option = configurableOptions.find((one) => one.key === key);
      if (option === undefined) complain(unknownKey(key));
      const value = option === undefined ? undefined : valueFromJson(option, given, complain);
      if (option === undefined || value === undefined) return [];
      return [[option.key, { value: startingHere(option, value, fromHere), origin: shown }] as const];
    }),
  );
  for (const [one, other] of exclusiveOptions) {
    if (isGiven(settings.get(one)) && isGiven(settings.get(other)))
      complain(`"${one}" and "${other}" exclude each other; choose one.`);
  }
  if (problems.length > 0) throw new HarnessError('CONFIG_INVALID', problems);
  return { bootstrap: command, settings };
}

/** The JSON Schema of the config file, from the table of options. */
export function configJsonSchema(): object {
  const options = configurableOptions.map((option) => {
    const schema = schemaInFile(option).optional().describe(describeOption(option));
    return [option.key, option.default === undefined ? schema : schema.meta({ default: option.default })];
  });
  const file = z.strictObject({
    $schema: z.string().optional(),
    bootstrap: bootstrapSchema
      .optional()
      .describe('the executable to judge, or a list of the executable and its arguments'),
    ...Object.fromEntries(options),
  });
  const { $schema, ...rest } = z.toJSONSchema(file, { io: 'input' });
  return {
    $schema,
    $id: 'urn:lambdaspec:schema:config-1',
    title: 'lambdaspec configuration',
    description: 'The options of `lambdaspec`; paths are relative to the folder of this file.',
    ...rest,
  };
}

/** Paths in the file are relative to its folder. */
function startingHere(option: Option, value: unknown, fromHere: (given: string) => string): unknown {
  if (option.complete === 'file' || option.complete === 'folder') return fromHere(String(value));
  if (option.key !== 'report' || !Array.isArray(value)) return value;
  return value.map((request) => String(request).replace(/(?<==).*/s, fromHere));
}

/** A single value may stand for a list, and so may a text with commas, whose parts only the command checks. */
function schemaInFile({ schema }: Option): z.ZodType {
  return schema instanceof z.ZodArray ? z.union([schema.element, z.string().regex(/,/), schema]) : schema;
}

function textOf(file: string, shown: string, asked: boolean): string | undefined {
  try {
    return foreignText(file);
  } catch (reason) {
    const { message } = toError(reason);
    if (!asked && message.startsWith('ENOENT')) return undefined;
    throw new HarnessError('CONFIG_INVALID', `The config file ${shown} could not be read: ${message}.`, {
      cause: reason,
    });
  }
}

function parsed(text: string, shown: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJsonFile(text);
  } catch (cause) {
    throw new HarnessError('CONFIG_INVALID', `${shown} ${toError(cause).message}.`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HarnessError('CONFIG_INVALID', `${shown} is not a JSON object.`);
  }
  return { ...value };
}

/** The command of the file; its executable starts with `./`, so that it still reads as a path. */
function commandOf(
  given: unknown,
  fromHere: (given: string) => string,
  complain: Complain,
): readonly string[] {
  const { data } = bootstrapSchema.safeParse(given);
  if (data === undefined) {
    complain(`"bootstrap": expected a path, or a list of a path and its arguments, got ${shownJson(given)}.`);
    return [];
  }
  const [executable, ...rest] = typeof data === 'string' ? [data] : data;
  const fromHereOn = fromHere(executable);
  return [/^[./]/.test(fromHereOn) ? fromHereOn : `./${fromHereOn}`, ...rest];
}

function unknownKey(key: string): string {
  const near = didYouMean(key, ['bootstrap', ...configurableOptions.map((option) => option.key)]);
  return `${displayQuote(key)} is unknown; did you mean "${near}"?`;
}
