/** Removes the first item that meets the condition; false: there is none. */
export function takeOut<T>(list: T[], meets: (item: T) => boolean): boolean {
  const index = list.findIndex(meets);
  if (index !== -1) list.splice(index, 1);
  return index !== -1;
}
