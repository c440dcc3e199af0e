import type { RequirementId } from '../../suites/requirements/index.ts';
import type { RealBug } from '../corpus/bugs/bug.ts';

/** The clients that `build.sh` builds, with the name of their package and the options that their function needs. */
export const clients = {
  go: { language: 'Go', package: 'github.com/aws/aws-lambda-go', options: [] },
  rust: { language: 'Rust', package: 'lambda_runtime', options: [] },
  java: {
    language: 'Java',
    package: 'com.amazonaws:aws-lambda-java-runtime-interface-client',
    options: ['--handler', 'Handler', '--task-root', '{folder}/probe'],
  },
  python: { language: 'Python', package: 'awslambdaric', options: [] },
} as const;

export type Client = keyof typeof clients;

/** In the order of the document. */
export const clientOrder = ['go', 'rust', 'java', 'python'] as const satisfies readonly Client[];

/** A bug of the corpus in the release that had it and in the one that fixed it. */
export interface HistoryProof {
  readonly client: Client;
  readonly bug: RealBug['id'];
  readonly faulty: string;
  readonly fixed: string;
  /** What must deviate in the one, with the code, and hold in the other. */
  readonly requirement: RequirementId;
  readonly code: string;
}
