import type { SourceChange } from '../../variants/variant.ts';
import type { Innocent } from '../innocent.ts';

const MEMBERS = 'The documented error object has two members; a receiver ignores others.';
const OPTIONAL_TRACE =
  'AWS documents `stackTrace` as optional; `error.stack-trace-is-strings` says "where it sends one".';

/** Freedoms in the bodies of results and error reports. */
export const documentInnocents: readonly Innocent[] = [
  {
    name: 'pretty-json',
    freedom: 'Indents the JSON of its results and error reports.',
    legal: 'RFC 8259, section 2: white space between tokens means nothing.',
    changes: [result('JSON.stringify(result, null, 2)'), report('JSON.stringify(document, null, 2)')],
  },
  {
    name: 'blanks-after-separators',
    freedom: 'Writes a blank after each colon and comma, as Python does.',
    legal: 'RFC 8259, section 2: white space between tokens means nothing.',
    changes: [
      rewritten(
        String.raw`/"(?:[^"\\]|\\.)*"|[,:]/g`,
        "token === ',' || token === ':' ? token + ' ' : token",
      ),
    ],
  },
  {
    name: 'members-sorted',
    freedom: 'Sorts the members of objects by name.',
    legal: 'RFC 8259, section 4: an object is an unordered collection.',
    changes: [
      result(
        'JSON.stringify(result, inOrder((members) => members.toSorted(([a], [b]) => (a < b ? -1 : 1))))',
      ),
      ordering(),
    ],
  },
  {
    name: 'members-reversed',
    freedom: 'Writes the members of objects in reversed order.',
    legal: 'RFC 8259, section 4: an object is an unordered collection. Perl and Go maps have no order.',
    changes: [result('JSON.stringify(result, inOrder((members) => members.toReversed()))'), ordering()],
  },
  {
    name: 'escapes-non-ascii',
    freedom: 'Writes all characters beyond ASCII as escapes, with capital digits.',
    legal: 'RFC 8259, section 7: any character may be escaped. Python does so by default.',
    changes: [
      rewritten(
        '/[\\u007f-\\uffff]/g',
        "'\\\\u' + token.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')",
      ),
    ],
  },
  {
    name: 'escapes-slashes',
    freedom: 'Escapes every slash in a text.',
    legal: 'RFC 8259, section 7: `\\/` is a slash. PHP does so by default.',
    changes: [rewritten('/\\//g', "'\\\\/'")],
  },
  {
    name: 'numbers-with-a-fraction',
    freedom: 'Writes whole numbers with a fraction: 1.0 instead of 1.',
    legal: 'RFC 8259, section 6: a number has one value, however it is written.',
    changes: [
      rewritten(
        String.raw`/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g`,
        String.raw`/^-?\d+$/.test(token) ? token + '.0' : token`,
      ),
    ],
  },
  {
    name: 'final-newline',
    freedom: 'Ends each result and error report with a line feed.',
    legal: '`response.body-is-the-result` allows a final newline, as an encoder that writes lines adds it.',
    changes: [result("JSON.stringify(result)?.concat('\\n')"), report("JSON.stringify(document) + '\\n'")],
  },
  {
    name: 'nothing-as-empty-body',
    freedom: 'Posts an empty body for a handler without a result.',
    legal: '`response.nothing-is-null` allows an empty body.',
    changes: [
      {
        file: 'result.js',
        find: 'if (result instanceof Uint8Array)',
        replace: `if (result === undefined) return { contentType: 'application/json', body: Buffer.alloc(0) };
    if (result instanceof Uint8Array)`,
      },
    ],
  },
  {
    name: 'raw-text-results',
    freedom: 'Posts a text result as it is, labelled `text/plain; charset=utf-8`.',
    legal:
      '`response.string-encoded-once`: "or passes it raw if it says so"; several runtimes for the shell do so.',
    changes: [
      {
        file: 'result.js',
        find: 'if (result instanceof Uint8Array)',
        replace: `if (typeof result === 'string') return { contentType: 'text/plain; charset=utf-8', body: Buffer.from(result) };
    if (result instanceof Uint8Array)`,
      },
    ],
  },
  {
    name: 'innermost-message',
    freedom: 'Reports the message of the innermost of ten causes.',
    legal: 'AWS documents no form for chains of causes; `error.cause-chains-bounded` asks for a report.',
    changes: [
      {
        file: 'errors.js',
        find: 'errorMessage: clip(messageOf(thrown), MAX_MESSAGE_LENGTH),',
        replace: 'errorMessage: clip(messageOf(innermost(thrown)), MAX_MESSAGE_LENGTH),',
      },
      {
        file: 'errors.js',
        find: 'function typeOf(thrown) {',
        replace: `function innermost(thrown) {
    let inner = thrown;
    for (let n = 0; n < 10; n += 1) {
        const cause = inner instanceof RuntimeFailure || !isObject(inner) ? undefined : read(inner, 'cause');
        if (!(cause instanceof Error)) break;
        inner = cause;
    }
    return inner;
}
function typeOf(thrown) {`,
      },
    ],
  },
  {
    name: 'no-stack-trace',
    freedom: 'Sends no stack trace.',
    legal: OPTIONAL_TRACE,
    changes: [report('JSON.stringify({ ...document, stackTrace: undefined })')],
  },
  {
    name: 'empty-stack-trace',
    freedom: 'Sends an empty stack trace.',
    legal: OPTIONAL_TRACE,
    changes: [report('JSON.stringify({ ...document, stackTrace: [] })')],
  },
  {
    name: 'indented-stack-frames',
    freedom: 'Sends the stack trace with its first line, indentation and line feeds, as Python does.',
    legal: 'The documented type is an array of strings; what a string holds is free.',
    changes: [
      report(
        "JSON.stringify({ ...document, stackTrace: [document.errorType + '\\n', ...document.stackTrace.map((frame) => `  ${frame}\\n`)] })",
      ),
    ],
  },
  {
    name: 'more-error-members',
    freedom:
      'Adds `trace`, `cause` with a nested report, and a list of objects to error reports and init errors.',
    legal: MEMBERS,
    changes: [
      report(
        "JSON.stringify({ ...document, trace: document.stackTrace, cause: { ...document, cause: null }, paths: [{ file: 'app.js', line: 1 }], retryable: false })",
      ),
    ],
  },
  {
    name: 'error-members-in-other-order',
    freedom: 'Writes the stack trace first and the type last.',
    legal: 'RFC 8259, section 4: an object is an unordered collection.',
    changes: [report('JSON.stringify(Object.fromEntries(Object.entries(document).toReversed()))')],
  },
  {
    name: 'qualified-error-types',
    freedom: 'Reports a class with its module: `function.errors.Oops`.',
    legal: 'The class name of Java and .NET has its package; AWS documents no form for `errorType`.',
    changes: [
      report(
        "JSON.stringify({ ...document, errorType: document.errorType.includes('.') ? document.errorType : `function.errors.${document.errorType}` })",
      ),
    ],
  },
  {
    name: 'constant-error-header',
    freedom: 'Sends `Function.Error` as the error type header of every failure, and the class in the body.',
    legal: 'AWS documents the header as a category and a reason, not as the class.',
    changes: [typeHeader("'Function.Error'")],
  },
  {
    name: 'error-header-of-one-letter',
    freedom: 'Sends a reason of one letter in the error type header: `Function.O` for `Oops`.',
    legal: 'AWS documents the form category.reason without a length.',
    changes: [typeHeader("errorTypeHeader(document).replace(/^(\\w+\\.[A-Z]).*/, '$1')")],
  },
  {
    name: 'error-header-of-other-category',
    freedom: 'Uses the category `Handler` in the error type header.',
    legal: 'AWS: "Lambda accepts any string, but we recommend a format of <category.reason>".',
    changes: [typeHeader("errorTypeHeader(document).replace('Function.', 'Handler.')")],
  },
  {
    name: 'xray-cause',
    freedom: 'Sends an X-Ray cause with each error report.',
    legal: 'The header is optional; its form is that of the clients of AWS.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "'Lambda-Runtime-Function-Error-Type': errorTypeHeader(document),",
        replace: `'Lambda-Runtime-Function-Error-Type': errorTypeHeader(document),
            'Lambda-Runtime-Function-XRay-Error-Cause': JSON.stringify({
                working_directory: '/var/task',
                exceptions: [{ type: errorTypeHeader(document), message: 'see the report', stack: [{ label: 'handler', line: 1, path: 'app.js' }] }],
                paths: ['app.js'],
            }),`,
      },
    ],
  },
];

function result(expression: string): SourceChange {
  return { file: 'result.js', find: 'json = JSON.stringify(result);', replace: `json = ${expression};` };
}

function report(expression: string): SourceChange {
  return {
    file: 'runtime-api-client.js',
    find: 'Buffer.from(JSON.stringify(document))',
    replace: `Buffer.from(${expression})`,
  };
}

/** Replaces tokens of the JSON text of a result. */
function rewritten(pattern: string, expression: string): SourceChange {
  return result(`JSON.stringify(result)?.replace(${pattern}, (token) => ${expression})`);
}

function ordering(): SourceChange {
  const find = 'function toJson(result) {';
  return {
    file: 'result.js',
    find,
    replace: `/** Names that are whole numbers stay first in JavaScript, so they get no other order. */
function inOrder(arrange) {
    return (_, value) => value === null || typeof value !== 'object' || Array.isArray(value)
        ? value
        : Object.fromEntries(arrange(Object.entries(value)));
}
${find}`,
  };
}

function typeHeader(expression: string): SourceChange {
  return {
    file: 'runtime-api-client.js',
    find: "'Lambda-Runtime-Function-Error-Type': errorTypeHeader(document)",
    replace: `'Lambda-Runtime-Function-Error-Type': ${expression}`,
  };
}
