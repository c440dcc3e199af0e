/** The config file: the options of the command under other names, read once and checked whole. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { didYouMean } from '../../base/did-you-mean.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import { optionTable, type Option, type OptionName } from './option-table.ts';
import type { Setting } from './option-sources.ts';

export const defaultConfigFile = 'lambdaspec.config.json';

export interface ConfigFile {
  /** The command that starts the runtime, where the command line names none. */
  readonly bootstrap: readonly string[];
  readonly settings: ReadonlyMap<OptionName, Setting>;
}

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

const configurable = optionTable.filter((option) => option.configurable !== false);

/** The name of an option in the file: `failOn` for `--fail-on`. */
export function keyOf(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Reads the config file; undefined where none was asked for and none is there.
 *
 * @throws {HarnessError} CONFIG_INVALID with every problem, one a line.
 */
export function readConfigFile(asked: string | undefined, workingDirectory: string): ConfigFile | undefined {
  const path = resolve(workingDirectory, asked ?? defaultConfigFile);
  const shown = asked ?? defaultConfigFile;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (reason) {
    if (asked === undefined && toError(reason).message.startsWith('ENOENT')) return undefined;
    throw new HarnessError(
      'CONFIG_INVALID',
      `The config file ${shown} could not be read: ${toError(reason).message}.`,
      { cause: reason },
    );
  }
  const value = parsed(text, shown);
  const problems: string[] = [];
  const settings = new Map<OptionName, Setting>();
  let bootstrap: readonly string[] = [];
  const fromHere = (given: string): string =>
    relative(workingDirectory, resolve(dirname(path), given)) || '.';
  for (const [key, given] of Object.entries(value)) {
    if (key === '$schema') continue;
    if (key === 'bootstrap') {
      const words = typeof given === 'string' ? [given] : given;
      if (isStrings(words) && words[0] !== undefined && words[0] !== '')
        bootstrap = [executable(words[0], fromHere), ...words.slice(1)];
      else problems.push('"bootstrap" expects a path, or a list of a path and its arguments');
      continue;
    }
    const option = configurable.find(({ name }) => keyOf(name) === key);
    if (option === undefined) {
      const near = didYouMean(key, ['bootstrap', ...configurable.map(({ name }) => keyOf(name))]);
      problems.push(`"${key}" is unknown; did you mean "${near}"?`);
      continue;
    }
    const values = valuesOf(option, given);
    if (typeof values === 'string') problems.push(`"${key}" expects ${values}`);
    else if (values !== undefined) {
      settings.set(option.name, {
        values: values.map((one) => startingHere(option, one, fromHere)),
        origin: shown,
      });
    }
  }
  if (problems.length > 0) {
    throw new HarnessError('CONFIG_INVALID', problems.map((problem) => `${shown}: ${problem}.`).join('\n'));
  }
  return { bootstrap, settings };
}

/** The JSON Schema of the config file, made from the table of options. */
export function configJsonSchema(): object {
  const text = { type: 'string', minLength: 1 };
  const schemaOf = (option: Option): object => {
    if (option.value === undefined) return { type: 'boolean' };
    if (option.name === 'env') {
      const names = { pattern: variableName.source };
      return { type: 'object', propertyNames: names, additionalProperties: { type: 'string' } };
    }
    if (option.repeatable === true) return { anyOf: [text, { type: 'array', items: text }] };
    return { type: ['string', 'number'], minLength: 1 };
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:lambdaspec:schema:config-1',
    title: 'lambdaspec configuration',
    description: 'The options of `lambdaspec`; paths start from the folder of this file.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      bootstrap: {
        description: 'the executable to judge, or a list of it and its arguments',
        anyOf: [text, { type: 'array', prefixItems: [text], items: { type: 'string' }, minItems: 1 }],
      },
      ...Object.fromEntries(
        configurable.map((option) => [keyOf(option.name), { description: option.help, ...schemaOf(option) }]),
      ),
    },
  };
}

function parsed(text: string, shown: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (reason) {
    throw new HarnessError('CONFIG_INVALID', `${shown} is not JSON: ${toError(reason).message}.`, {
      cause: reason,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HarnessError('CONFIG_INVALID', `${shown} holds no object of settings.`);
  }
  return value;
}

/** The values as the command line would give them; undefined for a flag that is off, a text that says what was expected. */
function valuesOf({ name, value, repeatable }: Option, given: unknown): string[] | string | undefined {
  if (value === undefined) return given === true ? [] : given === false ? undefined : 'true or false';
  if (name === 'env') {
    return isVariables(given)
      ? Object.entries(given).map(([variable, content]) => `${variable}=${content}`)
      : 'an object of names and texts';
  }
  if (repeatable === true) {
    const list = typeof given === 'string' ? [given] : given;
    return isStrings(list) && !list.includes('') ? [...list] : 'a list of texts';
  }
  return (typeof given === 'string' && given !== '') || typeof given === 'number'
    ? [String(given)]
    : 'a text or a number';
}

function startingHere(option: Option, value: string, fromHere: (given: string) => string): string {
  if (option.path === true) return fromHere(value);
  const [format = '', ...path] = value.split('=');
  return option.name === 'report' && path.length > 0 ? `${format}=${fromHere(path.join('='))}` : value;
}

/** Keeps `./`, so that the name still looks like an executable in a folder. */
function executable(given: string, fromHere: (given: string) => string): string {
  const path = fromHere(given);
  return path.startsWith('.') || path.startsWith('/') ? path : `./${path}`;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isVariables(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, one]) => variableName.test(name) && typeof one === 'string')
  );
}
