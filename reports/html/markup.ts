/**
 * Text that is safe to put into an HTML document as it stands. `html` is the only way to make it from foreign text, and
 * it escapes whatever is not markup already: to forget to escape is not possible, to escape twice is not either.
 */
import { forLine } from '../../harness/base/escape.ts';

/** A piece of a document. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: absent things leave nothing behind. */
export type Content = string | number | Markup | null | undefined | false | readonly Content[];

/** A template of markup. Attribute values must stand between double quotes. */
export function html(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(
    template.map((part, n) => unindented(part) + (n < contents.length ? textOf(contents[n]) : '')).join(''),
  );
}

/** Our own indentation says nothing to a browser. */
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

/** Line ends stay, for preformatted text; everything else that acts instead of being seen is spelt out. */
function escaped(text: string): string {
  return text
    .split('\n')
    .map(forLine)
    .join('\n')
    .replace(/[&<>"']/g, (character) => references[character] ?? character);
}
