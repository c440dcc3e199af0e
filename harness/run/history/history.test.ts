import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { sampleBisection, sampleHistory } from '../testing/sample-history.ts';
import { historyJsonSchema, historySchema } from './history.ts';

const validate = new Ajv2020().compile(historyJsonSchema());

test('the published schema is that of the History value', async () => {
  await expect(
    `${JSON.stringify(historyJsonSchema(), null, 2)}\n`,
    'The History value changed. Renew the schema with: npx vitest run harness/run/history/history.test.ts -u',
  ).toMatchFileSnapshot('../../../schemas/history.schema.json');
});

test.each([sampleHistory, sampleBisection])('it accepts a history', (history) => {
  expect(validate(history) ? [] : validate.errors).toEqual([]);
  expect(historySchema.parse(history)).toEqual(history);
});

test('it rejects a history without its releases', () => {
  const { releases: _, ...rest } = sampleHistory;

  expect(validate(rest)).toBe(false);
});
