import { expect, it } from 'vitest';
import { arnOf, deploymentOf } from './deployment.ts';
import { seededRandom } from './random.ts';

const seeds = Array.from({ length: 50 }, (_, seed) => seed);

it('has the form of Lambda', () => {
  for (const seed of seeds) {
    const deployment = deploymentOf(seededRandom(seed), new Date('2026-03-09T23:59:59Z'));
    expect(arnOf(deployment)).toMatch(
      /^arn:aws:lambda:[a-z]{2}-[a-z]+-\d:[1-9]\d{11}:function:[a-z-]{1,64}$/,
    );
    expect(deployment.logStream).toMatch(/^2026\/03\/09\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(deployment.credentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(deployment.credentials.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    expect(deployment.credentials.sessionToken).toMatch(/^IQoJb3JpZ2luX2VjE[A-Za-z0-9+/]{700}$/);
  }
});

it('varies with the seed, and only with the seed', () => {
  const now = new Date();
  const made = seeds.map((seed) => deploymentOf(seededRandom(seed), now));

  expect(seeds.map((seed) => deploymentOf(seededRandom(seed), now))).toEqual(made);
  for (const different of [
    made.map(({ accountId }) => accountId),
    made.map(({ logStream }) => logStream),
    made.map(({ credentials }) => credentials.accessKeyId),
    made.map(({ credentials }) => credentials.sessionToken),
  ])
    expect(new Set(different).size).toBe(seeds.length);
  expect(new Set(made.map(({ functionName }) => functionName)).size).toBeGreaterThan(20);
  expect(new Set(made.map(({ region }) => region)).size).toBeGreaterThan(3);
});
