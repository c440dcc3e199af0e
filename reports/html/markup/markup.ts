/**
 * Text that is safe in an HTML document. `html` is the only way to create it from foreign text, and escapes everything
 * that is not markup yet: text cannot stay unescaped or be escaped twice.
 */
import { forLine, withoutCommands } from '../../../harness/base/escape.ts';

/** A piece of a document. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The values allowed in a template; absent ones render as nothing. */
export type Content = string | number | Markup | null | undefined | false | readonly Content[];

/** A template of markup. Attribute values must stand between double quotes. */
export function html(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(
    template.map((part, n) => unindented(part) + (n < contents.length ? textOf(contents[n]) : '')).join(''),
  );
}

/** Our indentation has no meaning for a browser. */
function unindented(part: string): string {
  return part.replace(/\s*\n\s*/g, '\n');
}

function textOf(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escaped(content);
  return content.map(textOf).join('');
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Keeps line ends, for preformatted text; spells out every other control or invisible character. */
function escaped(text: string): string {
  const markup = text.replace(/[&<>"']/g, (character) => references[character] ?? character);
  return withoutCommands(markup).split('\n').map(forLine).join('\n');
}
