import type { CommandContext } from '../../io/context.ts';

/** What a listing needs of the command. */
export type Surround = Pick<CommandContext, 'environment' | 'signal'>;

/** How the releases of a package are found: with the client of its language, so that the mirrors of this machine are used. */
export interface Registry {
  /** What a package is called there, for messages. */
  readonly example: string;
  readonly isName: (name: string) => boolean;
  /** The versions as the registry names them, in any order. Rejects with the end of a sentence. */
  readonly versionsOf: (name: string, surround: Surround) => Promise<readonly string[]>;
}
