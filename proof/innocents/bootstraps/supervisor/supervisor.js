// The innocent `supervisor`: this process stays on top, a child is the whole runtime. Both end together.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/reference-runtime/main.js', import.meta.url));
const child = spawn(process.execPath, [main], { stdio: 'inherit' });
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
