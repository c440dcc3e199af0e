import { styleText } from 'node:util';

type Painter = (text: string) => string;

/** The styles of the terminal document. A word or a symbol always repeats what a colour expresses. */
export interface Colours {
  readonly strong: Painter;
  /** Less important text. */
  readonly faint: Painter;
  readonly good: Painter;
  readonly error: Painter;
  readonly warning: Painter;
  readonly note: Painter;
}

type Format = Parameters<typeof styleText>[0];

/**
 * Creates the styles. The caller decides about colour for the stream it writes to; this code does not read the
 * environment.
 */
export function createPaint(colour: boolean): Colours {
  const painter =
    (format: Format): Painter =>
    (text) =>
      colour && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: painter('bold'),
    faint: painter('dim'),
    good: painter('green'),
    error: painter('red'),
    warning: painter('yellow'),
    note: painter('cyan'),
  };
}
