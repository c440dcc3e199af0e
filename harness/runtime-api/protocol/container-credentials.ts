import { randomUUID } from 'node:crypto';
import { headerValue, type RawHeaders } from '../../base/headers.ts';
import { json, text, type Answer } from './answers.ts';

/** How long a set of credentials is valid. */
const VALID_MS = 6 * 3600 * 1000;

/**
 * The credentials of a function under SnapStart, which come from an endpoint instead of variables: those of the init would
 * be part of every restored environment. An SDK, not the runtime, fetches them.
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/credentials.go
 */
export class ContainerCredentials {
  readonly #token = randomUUID();
  #set = newSet();

  /** The variables by which an SDK finds them at the address of the Runtime API. */
  variablesAt(address: string): Readonly<Record<string, string>> {
    return {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${address}/2021-04-23/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: this.#token,
    };
  }

  /** Replaces the credentials, as a restore does. */
  renew(): void {
    this.#set = newSet();
  }

  /** The answer to a request with these headers. */
  answerTo(headers: RawHeaders): Answer {
    if (headerValue(headers, 'Authorization') !== this.#token)
      return text(404, 'cannot get credentials for the provided token\n');
    return json(200, this.#set);
  }
}

function newSet(): Readonly<Record<string, string>> {
  const word = randomUUID().replaceAll('-', '');
  return {
    AccessKeyId: `ASIA${word.slice(0, 16).toUpperCase()}`,
    SecretAccessKey: word,
    Token: randomUUID(),
    Expiration: new Date(Date.now() + VALID_MS).toISOString(),
  };
}
