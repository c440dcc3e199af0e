/** The probe function for JavaScript. Throws instead of returning a promise only when it is asked to. */
export function handler(event: unknown, context: object): Promise<unknown>;
