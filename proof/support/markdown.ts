/** The parts of generated Markdown: tables, and text that must not become markup. */
import { forLine } from '../../harness/base/escape.ts';

/** A table; its cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

/** A name as code. Names contain only letters, digits, dots, hyphens and slashes. */
export function code(id: string): string {
  return `\`${id}\``;
}

/** Escapes text for a Markdown table cell: no markup, no links, no end of the cell or line. */
export function forCell(text: string): string {
  return forLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]{}|~#$!]/g, String.raw`\$&`)
    .replace(/\b(https?|mailto|www)(?=[:.])/gi, '$1&#8203;')
    .replaceAll('@', '&#64;');
}
