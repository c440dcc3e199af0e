/** The fenced blocks of a Markdown document, and the comments that tell a test how to use each. */

export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line of its fence, counted from 1. */
  readonly line: number;
  /** The comments directly above it, by their first word: `<!-- exit 1 -->`. */
  readonly directives: ReadonlyMap<string, string>;
}

/** The blocks in document order. The standalone directives `only` and `with` apply to the whole document. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let directives = new Map<string, string>();
  let open: { readonly language: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (open !== undefined && fence === null) open.lines.push(line);
    else if (open !== undefined) {
      const text = open.lines.map((one) => `${one}\n`).join('');
      blocks.push({ language: open.language, line: open.line, text, directives });
      open = undefined;
      directives = new Map();
    } else if (fence !== null) open = { language: fence[1] ?? '', line: index + 1, lines: [] };
    else {
      const comment = directiveIn(line);
      if (comment !== undefined) directives.set(...comment);
      else if (line !== '') directives = new Map();
    }
  }
  return blocks;
}

/** The value of a directive that applies to the whole document. */
export function directiveOf(markdown: string, name: 'only' | 'with'): string | undefined {
  return markdown
    .split('\n')
    .map(directiveIn)
    .find((comment) => comment?.[0] === name)?.[1];
}

function directiveIn(line: string): [name: string, value: string] | undefined {
  const [, name, value = ''] = /^<!-- (not run|[a-z]+):? ?(.*?) ?-->$/.exec(line) ?? [];
  return name === undefined ? undefined : [name, value];
}
