/** Which process is at the other end of a loopback connection, from Linux's /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { listProcessIds } from '../../process/proc.ts';

/** An IPv4 client may have an IPv6 socket, as those of the JVM are. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

/** The process with the socket from this local port to this remote one; undefined if it is not to be seen. */
export function ownerOf(localPort: number, remotePort: number): number | undefined {
  const inode = inodeOf(localPort, remotePort);
  return inode === undefined ? undefined : listProcessIds().find((pid) => holds(pid, `socket:[${inode}]`));
}

/** Whether one of these processes has the socket from this local port to this remote one. */
export function ownsSocket(pids: readonly number[], localPort: number, remotePort: number): boolean {
  const inode = inodeOf(localPort, remotePort);
  return inode !== undefined && pids.some((pid) => holds(pid, `socket:[${inode}]`));
}

function inodeOf(localPort: number, remotePort: number): string | undefined {
  const [local, remote] = [localPort, remotePort].map(
    (port) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  for (const table of TABLES) {
    for (const line of textOf(table).split('\n').slice(1)) {
      // Columns: number, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode.
      const columns = line.trim().split(/\s+/);
      const [from, to, inode] = [columns[1], columns[2], columns[9]];
      if (from?.endsWith(local ?? '') === true && to?.endsWith(remote ?? '') === true) return inode;
    }
  }
  return undefined;
}

function holds(pid: number, socket: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((descriptor) => linkOf(`${folder}/${descriptor}`) === socket);
  } catch {
    return false; // gone meanwhile, or of another user
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
