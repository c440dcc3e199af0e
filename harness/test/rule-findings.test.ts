import { expect, test } from 'vitest';
import { RuleFindings } from './rule-findings.ts';

const type = { requirement: 'error.content-type', code: 'wrong' };
const header = { requirement: 'error.type-header', code: 'none' };

test('one test confirms what several see', async () => {
  const findings = new RuleFindings();
  const first = findings.claim([type]);
  const second = findings.claim([type, header]);

  first.settle([type]);
  second.settle([]);

  expect([...first.elsewhere]).toEqual([]);
  expect([...second.elsewhere]).toEqual(['error.content-type/wrong']);
  expect(await findings.confirmed([type, header])).toEqual([type]);
});

test('another way to violate the same requirement is confirmed by itself', () => {
  const findings = new RuleFindings();
  findings.claim([type]);

  expect([...findings.claim([{ ...type, code: 'missing' }]).elsewhere]).toEqual([]);
});

test('the others wait until it is confirmed', async () => {
  const findings = new RuleFindings();
  const { settle } = findings.claim([type]);
  const order: string[] = [];

  const waiting = findings.confirmed([type]).then(() => order.push('told'));
  order.push('settled');
  settle([type]);
  await waiting;

  expect(order).toEqual(['settled', 'told']);
});
