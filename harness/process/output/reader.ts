import type { Readable } from 'node:stream';

/** Bytes read from one bootstrap per turn of the event loop, so that a flood does not starve requests and timers. */
const BYTES_PER_TURN = 1024 * 1024;

/** Reads what a bootstrap writes. */
export interface OutputReader {
  /** Stops reading: once its pipe is full, the bootstrap blocks in `write`. */
  pause(): void;
  resume(): void;
  /** Closes the reading ends: the bootstrap gets SIGPIPE or EPIPE when it writes. */
  close(): void;
  /** Resolves when all writing ends are closed and everything written has been passed on, or after `close`. */
  readonly ended: Promise<void>;
}

/** Passes on output as it arrives and keeps nothing. */
export function readOutput(
  streams: Readonly<Record<'stdout' | 'stderr', Readable>>,
  onOutput: (stream: 'stdout' | 'stderr', bytes: Buffer) => void,
): OutputReader {
  const sources = [streams.stdout, streams.stderr];
  let pausedByCaller = false;
  let takenThisTurn = 0;

  const flow = (): void => {
    const flowing = !pausedByCaller && takenThisTurn < BYTES_PER_TURN;
    for (const source of sources) {
      if (flowing) source.resume();
      else source.pause();
    }
  };

  const count = (bytes: number): void => {
    if (takenThisTurn === 0) {
      setImmediate(() => {
        takenThisTurn = 0;
        flow();
      });
    }
    takenThisTurn += bytes;
    if (takenThisTurn >= BYTES_PER_TURN) flow();
  };

  for (const name of ['stdout', 'stderr'] as const) {
    streams[name].on('data', (bytes: Buffer) => {
      count(bytes.length);
      onOutput(name, bytes);
    });
  }

  return {
    pause() {
      pausedByCaller = true;
      flow();
    },
    resume() {
      pausedByCaller = false;
      flow();
    },
    close() {
      for (const source of sources) source.destroy();
    },
    ended: Promise.all(sources.map(whenClosed)).then(() => undefined),
  };
}

function whenClosed(source: Readable): Promise<void> {
  return new Promise((resolve) => {
    // A read error also ends the stream; earlier data has been passed on.
    source.on('error', () => source.destroy());
    source.once('close', resolve);
  });
}
