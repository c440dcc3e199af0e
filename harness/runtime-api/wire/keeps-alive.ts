import { headerValues } from '../../base/headers.ts';
import type { RequestHead } from './request-parser.ts';

/** Whether the client of a request wants to use the connection for another one. */
export function keepsAlive({ version, headers }: RequestHead): boolean {
  const values = headerValues(headers, 'connection');
  if (values.length === 0) return version !== 'HTTP/1.0';
  const tokens = values.flatMap((value) => value.split(',').map((token) => token.trim().toLowerCase()));
  return version === 'HTTP/1.0' ? tokens.includes('keep-alive') : !tokens.includes('close');
}
