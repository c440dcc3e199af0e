/** Variables of the user's shell without which a bootstrap does not start: Lambda does not set them. */
/** What programs commonly come to depend on. Others are not tried: they may be secrets. */
const COMMON = /^(?:HOME|USER|LOGNAME|SHELL|TERM|HOSTNAME|PWD)$|^[A-Z]\w*(?:_HOME|_ROOT|_DIR|PATH)$/;
const SECRET = /KEY|TOKEN|SECRET|PASS|AUTH|CREDENTIAL/;

/** Starts the bootstrap with more variables; resolves to whether it polls. */
export type Starts = (more: Readonly<Record<string, string>>) => Promise<boolean>;

/** The fewest variables of `shell` found with which the bootstrap starts; none if it does not start with all of them. */
export async function neededVariables(
  starts: Starts,
  shell: Readonly<Record<string, string | undefined>> = process.env,
): Promise<readonly string[]> {
  let names = Object.keys(shell)
    .filter((name) => COMMON.test(name) && !SECRET.test(name) && name !== 'PATH')
    .toSorted();
  const startsWith = (some: readonly string[]): Promise<boolean> =>
    starts(Object.fromEntries(some.map((name) => [name, shell[name] ?? ''])));
  if (names.length === 0 || !(await startsWith(names))) return [];
  while (names.length > 1) {
    const middle = Math.ceil(names.length / 2);
    const [first, second] = [names.slice(0, middle), names.slice(middle)];
    if (await startsWith(first)) names = first;
    else if (await startsWith(second)) names = second;
    else break;
  }
  return names;
}

/** Tells the user about them. */
export function nameVariables(names: readonly string[]): string {
  const set = names.map((name) => `--env ${name}=…`).join(' ');
  return (
    `It starts when these variables of your shell are set, which Lambda does not set: ${names.join(', ')}. ` +
    `Do not depend on them; if the configuration of your function sets them, pass \`${set}\`.`
  );
}
