/** Traffic to a wrong address: through a proxy, or after a redirect. */
import { isPoll } from '../../harness/trace/calls.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { disguised } from '../next/refused-poll.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { Trap } from './decoy-server.ts';
import { usableSandbox } from '../support/usable-sandbox.ts';

/** Libraries do not proxy loopback addresses; this one reaches the same machine but does not look like one. */
const hosts = ['0.0.0.0', '127.0.0.1'];

const proxyVariables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

test(
  'does not send Runtime API traffic through a proxy named in the environment',
  covers('http.proxy-ignored').against(ordinaryEvent),
  async (t) => {
    for (const host of hosts) if (await staysClearOfProxy(t, host)) return;
    t.inconclusive('With a proxy in its environment the runtime did not poll.');
  },
);

/** Judges the traffic to one address of the Runtime API; false if neither the API nor the proxy got a request. */
async function staysClearOfProxy(t: TestContext, host: string): Promise<boolean> {
  await using trap = await Trap.open();
  const set = Object.fromEntries(proxyVariables.map((name) => [name, trap.url]));
  const environment = { ...set, NO_PROXY: undefined, no_proxy: undefined };
  const sandbox = await t.start({ host, environment });
  trap.watch(sandbox);

  const first = await sandbox.trace.waitForOptional(showsCourse, {
    awaited: 'a request',
    limitMs: t.limits.startMs,
  });
  if (first?.kind === 'request') await sandbox.deliver({ proxied: false }).outcome();

  if (first === undefined && trap.arrivals.length === 0) return false;
  t.verify('http.proxy-ignored', trap.arrivals.length === 0, {
    code: 'proxy-used',
    expected: 'no byte at the proxy',
    actual: `with the Runtime API at ${sandbox.runtimeApi.address}, the proxy got ${trap.arrivals[0]}`,
    sandbox,
  });
  return true;
}

const redirects = [302, 307, 301, 308];

test(
  'does not follow redirects to other hosts',
  {
    ...covers('http.redirects-not-followed').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    let sandbox = await t.warm();

    for (const status of redirects) {
      sandbox = await usableSandbox(t, sandbox);
      await using trap = await Trap.open();
      trap.watch(sandbox);
      const from = sandbox.trace.length;
      sandbox.runtimeApi.refuseBlockedPolls(
        redirect(status, `${trap.url}/2018-06-01/runtime/invocation/next`),
      );
      await settles(t, sandbox, from);

      verifyNotFollowed(t, sandbox, trap, `the poll was answered with ${status}`);
      // What ends at the first, which clients follow most, ends at each.
      if (t.pace === 'quick' || !sandbox.process.running) break;
    }

    for (const status of [307, 302]) {
      sandbox = await usableSandbox(t, sandbox);
      await using trap = await Trap.open();
      trap.watch(sandbox);
      const from = sandbox.trace.length;
      sandbox.runtimeApi.faults.arm('response', [redirect(status, `${trap.url}/elsewhere`)]);
      await sandbox.deliver({ redirected: status }, { settleable: false }).outcome();
      await settles(t, sandbox, from);

      verifyNotFollowed(t, sandbox, trap, `the result was answered with ${status}`);
      if (t.pace === 'quick') break;
    }
  },
);

function redirect(status: number, location: string): Extract<Fault, { fault: 'status' }> {
  return disguised(status, `a-${status}-is-no-invocation`, [['Location', location]]);
}

/** Waits until it is clear whether the redirect was followed: a request elsewhere, the next poll, or an exit. */
async function settles(t: TestContext, sandbox: Sandbox, from: number): Promise<void> {
  await sandbox.trace.waitForOptional(showsCourse, {
    awaited: 'the next poll',
    from,
    limitMs: t.limits.outcomeMs,
  });
}

function showsCourse(entry: Entry): boolean {
  return isPoll(entry) || entry.kind === 'note';
}

function verifyNotFollowed(t: TestContext, sandbox: Sandbox, trap: Trap, when: string): void {
  t.verifyAbsence('http.redirects-not-followed', trap.arrivals.length === 0, {
    code: 'redirect-followed',
    expected: 'nothing at the address of the redirect',
    actual: `when ${when}, that address got ${trap.arrivals[0]}`,
    sandbox,
  });
}
