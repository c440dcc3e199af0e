/**
 * What the machine lacks, told by an error of Node or of the operating system: descriptors, memory, disk, processes, a
 * permission. Neither the runtime nor lambdaspec is at fault then, so nothing is judged by it.
 */
import { forLine } from './escape.ts';

/** An error of a system call, of V8 or of vitest, which passes errors of its worker on as plain objects. */
interface SystemError {
  readonly message: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly cause?: unknown;
}

const MEMORY =
  'Memory is exhausted: free some, raise the limit (`ulimit -v`, or that of the container), or lower --jobs';
const PROCESSES =
  'No more processes can be started: raise the limit (`ulimit -u`, or that of the container), or lower --jobs';
const LOOPBACK =
  'The address 127.0.0.1 cannot be used, where the Runtime API listens: bring the loopback interface up with `ip link set lo up`';

/** What an error code means, and what to do. The path of the error, if it has one, follows. */
const lacks: Readonly<Record<string, string>> = {
  EMFILE: 'Too many files are open in one process: raise `ulimit -n`, or lower --jobs',
  ENFILE: 'Too many files are open on this machine: end other programs, or lower --jobs',
  ENOSPC: 'No space is left on the disk: free some, or choose another folder with TMPDIR or --out',
  EDQUOT: 'The disk quota is used up: free some space, or choose another folder with TMPDIR or --out',
  EFBIG: 'A file would be larger than this user may write: raise `ulimit -f`',
  EROFS: 'The file system is read-only: choose another folder with TMPDIR or --out',
  EIO: 'A device reports an input/output error',
  ENOMEM: MEMORY,
  ENOBUFS: MEMORY,
  ERR_WORKER_OUT_OF_MEMORY: MEMORY,
  ERR_MEMORY_ALLOCATION_FAILED: MEMORY,
  EADDRNOTAVAIL: LOOPBACK,
  EAFNOSUPPORT: LOOPBACK,
  ENETUNREACH: LOOPBACK,
};

const PERMISSION = 'This user lacks a permission';
const TEMPORARY =
  'The temporary folder cannot be used: set TMPDIR to a folder that exists and that this user can write';
const GONE = 'The current folder no longer exists: change to another one';
const denied: readonly string[] = ['EACCES', 'EPERM'];

/** V8 gives its errors no code, and the dynamic loader always the same. */
const OUT_OF_MEMORY =
  /\bout of memory\b|allocation failed|(?:could not|cannot) allocate memory|failed to map segment/i;

/** One sentence that names what the machine lacks; undefined for an error with another cause. */
export function shortageOf(reason: unknown): string | undefined {
  for (let error = asError(reason); error !== undefined; error = asError(error.cause)) {
    const what = meaningOf(error);
    if (what === undefined) continue;
    const [path, code] = [error.path, error.code].map((text) => text && forLine(text));
    return `${what}${path === undefined ? '' : `; it concerns ${path}`}${code === undefined ? '' : ` (${code})`}.`;
  }
  return undefined;
}

function meaningOf({ code, syscall = '', message, path }: SystemError): string | undefined {
  if (code === undefined || code === 'ERR_DLOPEN_FAILED')
    return OUT_OF_MEMORY.test(message) ? MEMORY : undefined;
  const isSpawn = syscall.startsWith('spawn');
  // A full pipe is EAGAIN as well.
  if (code === 'EAGAIN') return isSpawn ? PROCESSES : undefined;
  if (syscall === 'uv_cwd') return GONE;
  if (syscall === 'mkdtemp') return lacks[code] ?? TEMPORARY;
  if (denied.includes(code)) {
    // Whether an executable may be started is the user's affair, and without a path the error is not about a file.
    return isSpawn || path === undefined ? undefined : PERMISSION;
  }
  return lacks[code];
}

function asError(value: unknown): SystemError | undefined {
  if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
  const text = (key: string): string | undefined => {
    const found: unknown = Reflect.get(value, key);
    return typeof found === 'string' ? found : undefined;
  };
  const [code, syscall, path] = [text('code'), text('syscall'), text('path')];
  return {
    message: text('message') ?? '',
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
    ...(path === undefined ? {} : { path }),
    cause: Reflect.get(value, 'cause'),
  };
}
