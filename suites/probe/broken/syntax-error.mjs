// Does not parse: a runtime must report a failed init.
export function handler(event) {
  return event;
