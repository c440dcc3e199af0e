/** An argv array as it would be typed in a POSIX shell, so that it can be copied. */
export function commandLine(command: readonly string[]): string {
  return command.map(quoted).join(' ');
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
