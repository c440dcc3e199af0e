// Does not parse: a runtime has to report this as a failed init.
export function handler(event) {
  return event;
