import { createHash } from 'node:crypto';
import { html, Markup } from './markup/markup.ts';
import { script } from './script.ts';
import { style } from './style.ts';

/** The parts of a page. */
export interface Page {
  readonly title: string;
  /** The character that the browser tab shows, and its colour. */
  readonly icon: { readonly symbol: string; readonly colour: string };
  readonly header: Markup;
  readonly main: Markup;
  readonly footer: Markup;
  /** In addition to the style of the report. */
  readonly extraStyle?: string;
  /** In place of the script of the report. */
  readonly ownScript?: string;
  /** What the first link of the page leads to. */
  readonly skip?: { readonly id: string; readonly words: string };
}

/**
 * A complete document in one file. The policy allows only this style and this script, by their digests, and no loading:
 * injected text could neither run nor call home.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export function page({
  title,
  icon,
  header,
  main,
  footer,
  extraStyle = '',
  ownScript = script,
  skip = { id: 'verdict', words: 'Skip to the verdict' },
}: Page): string {
  const wholeStyle = style + extraStyle;
  const policy = [
    "default-src 'none'",
    `style-src '${digest(wholeStyle)}'`,
    `script-src '${digest(ownScript)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Outside of the template's own text, since the digests cover every character between the tags.
  return `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="referrer" content="no-referrer" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          <link rel="icon" href="${iconAddress(icon)}" />
          ${new Markup(`<style>${wholeStyle}</style>`)}
        </head>
        <body>
          <a class="skip" href="#${skip.id}">${skip.words}</a>
          <header>${header}</header>
          <main>${main}</main>
          <footer>${footer}</footer>
          ${new Markup(`<script>${ownScript}</script>`)}
        </body>
      </html>`.text
  }\n`;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function iconAddress({ symbol, colour }: Page['icon']): string {
  const image = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${colour}"/><text x="16" y="24" font-family="sans-serif" font-size="23" font-weight="700" text-anchor="middle" fill="#fff">${symbol}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(image)}`;
}
