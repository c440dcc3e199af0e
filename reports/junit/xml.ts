import { forXmlAttribute, forXmlText } from '../../harness/base/escape.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** An XML element that contains either text or elements. Nothing in it is escaped yet. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Attributes;
  readonly content: string | readonly XmlElement[];
}

/** Creates an element. */
export function element(
  name: string,
  attributes: Attributes = {},
  content: XmlElement['content'] = [],
): XmlElement {
  return { name, attributes, content };
}

/** Renders the document. Every value is escaped here and nowhere else, so foreign text cannot become markup. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}`;
}

function renderElement({ name, attributes, content }: XmlElement, indent: string): string {
  const start = `${indent}<${name}${Object.entries(attributes).map(attribute).join('')}`;
  if (content.length === 0) return `${start}/>\n`;
  if (typeof content === 'string') return `${start}>${forXmlText(content)}</${name}>\n`;
  const children = content.map((child) => renderElement(child, `${indent}  `)).join('');
  return `${start}>\n${children}${indent}</${name}>\n`;
}

function attribute([name, value]: readonly [string, string | number]): string {
  return ` ${name}="${forXmlAttribute(String(value))}"`;
}
