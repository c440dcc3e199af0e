import { describe, expect, it } from 'vitest';
import {
  forJson,
  forLine,
  forLines,
  forTerminal,
  forWholeLine,
  forXmlAttribute,
  forXmlText,
  jsonDocument,
} from './escape.ts';

describe('forLine', () => {
  it('shows control characters', () => {
    expect(forLine('a\u001b[31mb\u0007\u009bc\u007f')).toBe(String.raw`a\u001b[31mb\u0007\u009bc\u007f`);
  });

  it('keeps everything on one line', () => {
    expect(forLine('a\nb\r\nc\td\u2028e\u0085f')).toBe(String.raw`a\nb\r\nc\td\u2028e\u0085f`);
  });

  it('shows direction overrides, zero-width characters and lone surrogates', () => {
    expect(forLine('a\u202eb\u200bc\ud800d\udc00\uffff')).toBe(
      String.raw`a\u202eb\u200bc\ud800d\udc00\uffff`,
    );
  });

  it('spells a hidden character beyond the basic plane in UTF-16 units', () => {
    expect(forLine('\u{e0041}')).toBe(String.raw`\udb40\udc41`);
  });

  it('leaves ordinary text of any script alone', () => {
    expect(forLine('Größe 大きさ 🎉 …│✗')).toBe('Größe 大きさ 🎉 …│✗');
  });
});

describe('forLine, of what programs ignore', () => {
  it('shows tags, separators, fillers and a variation selector without a picture', () => {
    expect(forLine('a\u2029b\u061cc\u3164d#\ufe0fe')).toBe(String.raw`a\u2029b\u061cc\u3164d#\ufe0fe`);
  });

  it('leaves the picture of an emoji alone', () => {
    expect(forLine('❤\ufe0f')).toBe('❤\ufe0f');
  });

  it.each(['##[error]x', 'a ##vso[task.setvariable]x', '##teamcity[x]', '###[group]'])(
    'defuses the workflow command in %j',
    (text) => {
      const shown = forLine(text);

      expect(shown).not.toMatch(/##\w*\[/);
      expect(JSON.parse(`"${shown}"`)).toBe(text);
      expect(forLine(shown)).toBe(shown);
    },
  );

  it('leaves ordinary number signs alone', () => {
    expect(forLine('## [1.0] ##x #[derive] a::b')).toBe('## [1.0] ##x #[derive] a::b');
  });
});

describe('forWholeLine', () => {
  it.each(['::error::x', '  ::stop-commands::x', '\u00a0::x'])('defuses %j', (text) => {
    expect(JSON.parse(`"${forWholeLine(text)}"`)).toBe(text);
    expect(forWholeLine(text).trimStart()).not.toMatch(/^::/);
  });
});

describe('forTerminal', () => {
  it('leaves a document of ours alone: its lines, tabs and styles', () => {
    const document = 'a\n\tb \u001b[1mbold\u001b[22m \u001b[31mred\u001b[39m 大きさ\n';

    expect(forTerminal(document)).toBe(document);
  });

  it('defuses a command at the start of a line, also behind a style', () => {
    expect(forTerminal('a\n ::x::\n\u001b[1m::y::\u001b[22m')).toBe(
      'a\n \\u003a:x::\n\u001b[1m\\u003a:y::\u001b[22m',
    );
  });

  it('shows any other escape sequence, and a carriage return', () => {
    expect(forTerminal('\u001b[8mhidden\u001b]0;title\u0007\r\n')).toBe(
      String.raw`\u001b[8mhidden\u001b]0;title\u0007\r` + '\n',
    );
  });
});

describe('forLines', () => {
  it('splits at line ends and makes each line harmless', () => {
    expect(forLines('a\r\nb\u001b[2J\nc\rd')).toEqual(['a', String.raw`b\u001b[2J`, String.raw`c\rd`]);
  });
});

describe('forXmlText and forXmlAttribute', () => {
  it('escapes markup and the end of a CDATA section', () => {
    expect(forXmlText('<a href="b">&amp;]]>')).toBe('&lt;a href="b"&gt;&amp;amp;]]&gt;');
    expect(forXmlAttribute('<"&')).toBe('&lt;&quot;&amp;');
  });

  it('spells out what XML 1.0 cannot carry', () => {
    expect(forXmlText('\u0000\u001b\ud800\uffff')).toBe(String.raw`\u0000\u001b\ud800\uffff`);
  });

  it('keeps white space through the normalisation of a parser', () => {
    expect(forXmlText('a\r\n\tb')).toBe('a&#13;\n\tb');
    expect(forXmlAttribute('a\r\n\tb')).toBe('a&#13;&#10;&#9;b');
  });

  it('defuses attachment instructions', () => {
    expect(forXmlText('[[ATTACHMENT|/etc/passwd]]')).toBe('[ [ATTACHMENT|/etc/passwd]]');
  });
});

describe('forXmlText, printed by a workflow', () => {
  it('has the same text and no command', () => {
    expect(forXmlText('::error::x\n  ::y\n##[group]')).toBe('&#58;:error::x\n  &#58;:y\n#&#35;[group]');
  });
});

describe('forJson', () => {
  it('changes the spelling, not the value', () => {
    const value = { text: 'a\u001b\u009b\u2028\u202e\ud800\n', inner: ['\u007f'] };
    const json = forJson(JSON.stringify(value, null, 2));

    expect(JSON.parse(json)).toEqual(value);
    expect(json).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('has no workflow command', () => {
    const json = jsonDocument({ text: '##[group]::x' });

    expect(json).not.toContain('##[');
    expect(JSON.parse(json)).toEqual({ text: '##[group]::x' });
  });
});
