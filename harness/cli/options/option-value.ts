/** Turns the texts or the JSON given for an option into a value of its schema, or into sentences about what is wrong. */
import * as z from 'zod';
import { didYouMean } from '../../base/did-you-mean.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { optionTable, wordsOf, type Option, type OptionKey, type Options } from './option-table.ts';

/** The value of one option, and its origin. */
export interface Setting {
  readonly value: unknown;
  /** `--jobs`, `LAMBDASPEC_JOBS` or the path of the config file. */
  readonly origin: string;
}

export type Settings = ReadonlyMap<OptionKey, Setting>;

/** Takes a sentence about an invalid value. */
export type Complain = (sentence: string) => void;

/** An option with more words than this gets a suggestion. */
const SEEN_AT_A_GLANCE = 4;

/** Settings from typed values. */
export function settingsOf(options: Options, origin: string): Settings {
  const given = optionTable.filter(({ key }) => options[key] !== undefined);
  return new Map(given.map(({ key }) => [key, { value: options[key], origin }]));
}

/** The values alone. Each has passed the schema of its option. */
export function optionsOf(settings: Settings): Options {
  return Object.fromEntries([...settings].map(([key, { value }]) => [key, value]));
}

/** Whether a source gives an option a value other than `false`. */
export function isGiven(setting: Setting | undefined): boolean {
  return setting !== undefined && setting.value !== false;
}

/** Splits a list at its commas, except those in a glob such as `next.{one,two}`. */
export function listed(text: string): string[] {
  return text.split(/,(?![^{]*\})/).map((part) => part.trim());
}

/** Reads texts from the command line or a variable; no text sets a flag. Complains about values that the schema rejects. */
export function valueFromTexts(
  option: Option,
  texts: readonly string[],
  origin: string,
  complain: Complain,
): unknown {
  return checked(option, read(option.schema, texts), (got) =>
    complain(`${origin} expects ${expectation(option, 'NAME=value')}, not ${got}`),
  );
}

/**
 * Reads a value from the config file, where a single value or a text with commas may stand for a list. Complains about
 * rejected values.
 */
export function valueFromJson(option: Option, given: unknown, complain: Complain): unknown {
  const value = option.schema instanceof z.ZodArray && !Array.isArray(given) ? itemsOf(given) : given;
  const expected = expectation(option, 'variable names with strings');
  return checked(option, value, (got, place) =>
    complain(`"${option.key}${value === given ? place : ''}": expected ${expected}, got ${got}`),
  );
}

function itemsOf(given: unknown): unknown[] {
  return typeof given === 'string' ? listed(given) : [given];
}

/** JSON in a message: on one line, clipped. */
export function shownJson(value: unknown): string {
  return typeof value === 'string' ? displayQuote(value) : displayQuote(JSON.stringify(value)).slice(1, -1);
}

/** A text that cannot be converted stays a text, which the schema then rejects. */
function read(schema: z.core.$ZodType, texts: readonly string[]): unknown {
  const [text = ''] = texts;
  if (schema instanceof z.ZodArray) return texts.map((one) => read(schema.element, [one]));
  if (schema instanceof z.ZodRecord)
    return Object.fromEntries(texts.map((one) => /^([^=]*)(?:=(.*))?$/s.exec(one)?.slice(1) ?? []));
  if (schema instanceof z.ZodBoolean) return text !== '0' && text !== 'false';
  if (schema instanceof z.ZodNumber) return /^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text;
  return schema instanceof z.ZodLiteral ? text.toLowerCase() : text;
}

/** The value if the schema accepts it; otherwise calls `refuse` for each invalid part, with its index in a list. */
function checked(option: Option, value: unknown, refuse: (got: string, index: string) => void): unknown {
  const { error } = option.schema.safeParse(value);
  if (error === undefined) return value;
  for (const part of new Set(error.issues.map(({ path }) => path[0]))) {
    const inList = typeof part === 'number' && Array.isArray(value);
    const wrong: unknown = inList ? value[part] : value;
    const shown = option.schema instanceof z.ZodRecord ? shownVariable(part) : shownJson(wrong);
    refuse(shown + suggestion(option, wrong), inList ? `[${part}]` : '');
  }
  return undefined;
}

/** The name only: the value of a variable may be a secret. */
function shownVariable(name: PropertyKey | undefined): string {
  return typeof name === 'string' ? displayQuote(name) : 'another value';
}

function expectation(option: Option, ofVariables: string): string {
  const { schema, expects } = option;
  if (expects !== undefined) return expects;
  if (schema instanceof z.ZodRecord) return ofVariables;
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodNumber)
    return `a ${schema.isInt ? 'whole number' : 'number'} from ${schema.minValue} to ${schema.maxValue}`;
  const words = wordsOf(option);
  return words === undefined ? 'a non-empty string' : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The end of a sentence about a value: the nearest word, if there are many. */
function suggestion(option: Option, value: unknown): string {
  const words = wordsOf(option) ?? [];
  if (typeof value !== 'string' || words.length <= SEEN_AT_A_GLANCE) return '.';
  return `; did you mean "${didYouMean(value, words)}"?`;
}
