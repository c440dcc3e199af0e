import type { Requirement as GradableRequirement } from '../../harness/verdict/requirement.ts';
export type { Basis, Level, Profile } from '../../harness/verdict/requirement.ts';

/** One row of the catalogue. */
export type Requirement = GradableRequirement;
