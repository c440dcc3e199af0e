import { styleText } from 'node:util';

type Painter = (text: string) => string;

/** The few styles of the terminal document. Colour never says anything that a word or symbol beside it does not. */
export interface Paint {
  readonly strong: Painter;
  /** What the eye may skip. */
  readonly faint: Painter;
  readonly good: Painter;
  readonly error: Painter;
  readonly warning: Painter;
  readonly note: Painter;
}

type Format = Parameters<typeof styleText>[0];

/** The caller decides about colour, once, for the stream it writes to; nothing here looks at the environment. */
export function createPaint(colour: boolean): Paint {
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
