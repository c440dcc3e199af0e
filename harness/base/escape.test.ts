import { describe, expect, it } from 'vitest';
import { forJson, forLine, forLines, forXmlAttribute, forXmlText } from './escape.ts';

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

describe('forJson', () => {
  it('changes the spelling, not the value', () => {
    const value = { text: 'a\u001b\u009b\u2028\u202e\ud800\n', inner: ['\u007f'] };
    const json = forJson(JSON.stringify(value, null, 2));

    expect(JSON.parse(json)).toEqual(value);
    expect(json).toMatch(/^[\n\u0020-\u007e]*$/);
  });
});
