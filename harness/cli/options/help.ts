/** The text of `--help`, from the tables of commands and options. */
import { usageLines } from './command-table.ts';
import { describeOption, optionTable } from './option-table.ts';

const opening = 'lambdaspec tests a bootstrap for conformance to the AWS Lambda Runtime API.';

const closing = `
Exit codes: 0 conforms; 1 deviates; 2 wrong usage; 3 inconclusive; 4 the baseline is out of date;
70 internal error of lambdaspec.
`;

export function helpText(): string {
  const rows = optionTable.map((option) => {
    const { name, short, placeholder } = option;
    const names = `${short === undefined ? '    ' : `-${short}, `}--${name}`;
    return [
      `  ${names}${placeholder === undefined ? '' : ` ${placeholder}`}`,
      describeOption(option),
    ] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const table = rows.map(([left, help]) => `${left.padEnd(width)}${help}`);
  return [opening, '', ...usageLines(), '', 'Options:', ...table, closing].join('\n');
}
