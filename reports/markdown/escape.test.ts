import * as fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { forLine, forWholeLine } from '../../harness/base/escape.ts';
import { fenced, escapeHtml, inline, link, name } from './escape.ts';

/** HTML as GitHub renders a document, before it looks for mentions in the text. */
function rendered(document: string): string {
  return micromark(document, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

function elements(htmlText: string): string[] {
  return [...new Set([...htmlText.matchAll(/<(\w+)/g)].map(([, tag = '']) => tag))].toSorted();
}

function textOf(htmlText: string): string {
  return htmlText
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&')
    .replaceAll('\u200b', '');
}

/** Removes white space, which Markdown may merge, and the backticks of code, which are not shown. */
function bare(text: string): string {
  return text.replaceAll(/[\s`]/g, '');
}

const active = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'`*_~[](){}<>!|#+-=.:@$&^\\"\'/ ai1'.split('')) },
      fc.constantFrom(
        '@octocat',
        '#12',
        'GH-7',
        'https://a.b/',
        'www.a.b',
        'a@b.co',
        ':tada:',
        '$x$',
        '</details>',
        '<!--',
        '-->',
        '![a](b)',
        '[a](b "c")',
        '[a]: b',
        '```',
        '~~~',
        '---',
        '| a |',
        '1. ',
        '- [ ] ',
        '&lt;',
        '&#64;',
        '\n',
        '\n\n',
        '\t',
        '<b>',
        '<script>',
        '[^1]',
        '[!NOTE]',
        '\u202e',
        '\u0000',
        '\ud800',
        '    ',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('inline', () => {
  it.each([
    ['ordinary text: (a, b) it’s - fine!', 'ordinary text: (a, b) it’s - fine!'],
    ['keeps `code` as code', 'keeps `code` as code'],
    ['not ``this` that', 'not \\`\\`this\\` that'],
    ['*a* _b_ [c](d) | ~~e~~', '\\*a\\* \\_b\\_ \\[c\\](d) \\| \\~\\~e\\~\\~'],
    ['<b> & "c"', '&lt;b&gt; &amp; &quot;c&quot;'],
    ['- a', '\\- a'],
    ['12. a', '12\\. a'],
    ['@octocat and #12', '@&#8203;octocat and #&#8203;12'],
    ['https://a.b www.a.b', 'https:&#8203;//a.b www&#8203;.a.b'],
    ['a $x$ b', 'a <span>$</span>x<span>$</span> b'],
    ['a\nb\u001b', 'a\\\\nb\\\\u001b'],
  ])('%j', (text, markdown) => {
    expect(inline(text)).toBe(markdown);
  });

  it.each([
    ['a paragraph', (text: string) => text, ['p']],
    ['a list item', (text: string) => `- ${text}`, ['li', 'ul']],
    [
      'a table cell',
      (text: string) => `| a | b |\n| --- | --- |\n| ${text} | z |`,
      ['table', 'tbody', 'td', 'th', 'thead', 'tr'],
    ],
  ])('stays plain text in %s', (_, frame, allowed) => {
    fc.assert(
      fc.property(active, (text) => {
        const page = rendered(frame(`${inline(text)} end`));

        expect(bare(textOf(page))).toBe(
          bare(textOf(rendered(frame('end')))).replace('end', () => `${bare(forLine(text))}end`),
        );
        expect(elements(page).filter((tag) => !['code', 'span', ...allowed].includes(tag))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves no mention, reference or link for GitHub to find in the rendered text', () => {
    fc.assert(
      fc.property(active, (text) => {
        const prose = rendered(inline(text)).replaceAll(/<code>.*?<\/code>|<[^>]*>/g, ' ');

        expect(prose).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\.|:\w+:|\$\w+\$/i);
        expect(
          escapeHtml(text)
            .replaceAll(/<[^>]*>/g, ' ')
            .replaceAll('&#8203;', '\u200b')
            .replaceAll(/&#?\w+;/g, ' '),
        ).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\.|:\w+:|\$\w+\$/i);
      }),
      { numRuns: 200 },
    );
  });
});

describe('html', () => {
  it('stays plain text inside a summary', () => {
    fc.assert(
      fc.property(active, (text) => {
        const page = rendered(`<details>\n<summary>${escapeHtml(text)}</summary>\n\nx\n\n</details>`);

        expect(bare(textOf(page))).toBe(`${bare(forLine(text))}x`);
        expect(elements(page).filter((tag) => !['code', 'span'].includes(tag))).toEqual([
          'details',
          'p',
          'summary',
        ]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('fenced', () => {
  it('cannot be closed by its content', () => {
    fc.assert(
      fc.property(fc.array(active, { minLength: 1, maxLength: 4 }), (lines) => {
        const page = rendered(`${fenced(lines)}\n\nafter`);

        expect(elements(page)).toEqual(['code', 'p', 'pre']);
        expect(textOf(page).trimEnd()).toBe(
          `${lines.map(forWholeLine).join('\n')}\n\nafter`.replaceAll('\u200b', ''),
        );
      }),
    );
  });
});

describe('name', () => {
  it.each([
    ['next.no-client-timeout', '`next.no-client-timeout`'],
    ['./bootstrap --verbose', '`./bootstrap --verbose`'],
    [' a', '<code>a</code>'],
    ['a`b', '<code>a\\`b</code>'],
    ['a:b @c', '`a:b @c`'],
    ['a|b', '<code>a\\|b</code>'],
    ['', '<code></code>'],
  ])('%j', (text, markdown) => {
    expect(name(text)).toBe(markdown);
  });
});

describe('link', () => {
  it.each([
    ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#x', true],
    ['https://github.com/a/b/blob/main/c.ts#L1-L2', true],
    ['https://a.b/<script>', false],
    ['https://a.b/ c', false],
    ['javascript:alert(1)', false],
    ['the OpenAPI text, line 7', false],
  ])('%s: %s', (text, isLink) => {
    const page = rendered(link(text));

    expect(page.includes('<a href=')).toBe(isLink);
    expect(textOf(page)).toBe(text);
  });
});
