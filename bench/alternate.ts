/** Measures several sides in turn, so that a change of the machine meets all of them. */

/** What is measured: resolves to one figure. */
export type Measure = () => Promise<number>;

/** The figures of each side by round. The order is reversed in every second round. */
export async function alternate<Side extends string>(
  sides: Readonly<Record<Side, Measure>>,
  rounds: number,
): Promise<Record<Side, number[]>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a record are its sides
  const names = Object.keys(sides) as Side[];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one list for each side
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Side, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) figures[name].push(await sides[name]());
  }
  return figures;
}
