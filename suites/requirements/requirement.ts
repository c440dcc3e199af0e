import type { Requirement as GradableRequirement } from '../../harness/run/requirement.ts';
export type { Basis, Level, Profile } from '../../harness/run/requirement.ts';

/** One row of the catalogue. */
export type Requirement = GradableRequirement;
