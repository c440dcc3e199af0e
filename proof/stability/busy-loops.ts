import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Ends when its parent ends, because its stdin closes. */
const loop = `
  process.stdin.resume().on('close', () => process.exit());
  const turn = () => { for (const end = Date.now() + 50; Date.now() < end;); setImmediate(turn); };
  turn();
`;

/** Keeps every core busy until `stop` is called, with this many loops each. */
export function keepBusy(perCore = 1): { readonly stop: () => void } {
  const loops = Array.from({ length: perCore * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', loop], { stdio: ['pipe', 'ignore', 'ignore'] }),
  );
  return {
    stop: () => {
      for (const child of loops) child.kill('SIGKILL');
    },
  };
}
