/**
 * Finds the function: `_HANDLER` names a file below the task root and one of its exports.
 *
 * Loading the file runs its static code once. Every failure here is an init error. The classes below are the failures
 * that the runtime itself detects; an error that the file throws is passed on unchanged.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-build
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from './context.ts';
import { RuntimeFailure } from './errors.ts';

/** The function: takes an event and a context, returns its result or a promise of it. */
export type Handler = (event: unknown, context: Context) => unknown;

/** `_HANDLER` is not of the form `path/file.export`, where the export may be a member of a member. */
export class MalformedHandlerName extends RuntimeFailure {
  override readonly name = 'Runtime.MalformedHandlerName';
}

/** The file, or a module that it imports, does not exist. */
export class ImportModuleError extends RuntimeFailure {
  override readonly name = 'Runtime.ImportModuleError';
}

/** The file is not JavaScript. */
export class UserCodeSyntaxError extends RuntimeFailure {
  override readonly name = 'Runtime.UserCodeSyntaxError';
}

/** The file exports no function of that name. */
export class NoSuchHandler extends RuntimeFailure {
  override readonly name = 'Runtime.NoSuchHandler';
}

const EXTENSIONS = ['.js', '.mjs', '.cjs'];

/** Loads the handler that the environment names. */
export async function loadHandler(env: NodeJS.ProcessEnv): Promise<Handler> {
  const name = env['_HANDLER'] ?? '';
  const [path, exportName] = splitName(name);
  const root = env['LAMBDA_TASK_ROOT'] ?? process.cwd();
  const file = EXTENSIONS.map((extension) => join(root, path + extension)).find((candidate) =>
    existsSync(candidate),
  );
  if (file === undefined) {
    throw new ImportModuleError(`handler '${name}': no file ${path}${EXTENSIONS.join(' / ')} in ${root}`);
  }

  const handler = exportOf(await importFile(file), exportName);
  if (handler === undefined)
    throw new NoSuchHandler(`handler '${name}': ${file} exports no function '${exportName}'`);
  return handler;
}

function splitName(name: string): [path: string, exportName: string] {
  const [, path, exportName] = /^((?:[^/]+\/)*[^./]+)\.([^./]+(?:\.[^./]+)*)$/.exec(name) ?? [];
  if (path === undefined || exportName === undefined || path.split('/').includes('..')) {
    throw new MalformedHandlerName(`the handler name '${name}' is not of the form path/file.export`);
  }
  return [path, exportName];
}

async function importFile(file: string): Promise<object> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new UserCodeSyntaxError(`${file}: ${cause.message}`, { cause });
    if (cause instanceof Error && 'code' in cause && String(cause.code).endsWith('MODULE_NOT_FOUND')) {
      throw new ImportModuleError(`${file}: ${cause.message}`, { cause });
    }
    throw cause;
  }
}

/** Node finds most named exports of a CommonJS file, but not computed ones; `default` holds all of `module.exports`. */
function exportOf(module: object, name: string): Handler | undefined {
  const path = name.split('.');
  const candidates = [module, member(module, 'default')].map((source: unknown) =>
    path.reduce<unknown>((inside, part) => member(inside, part), source),
  );
  return candidates.find((candidate) => isHandler(candidate));
}

/** The parameters and the result of a function cannot be checked at run time. */
function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function member(source: unknown, name: string): unknown {
  return source === undefined || source === null ? undefined : Reflect.get(Object(source), name);
}
