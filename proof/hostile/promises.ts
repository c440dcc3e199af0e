/** What lambdaspec promises to those who run it, and what an attack tries to break. */
export const promises = {
  verdict: 'The verdict tells what the runtime does with its events, not what else it does.',
  end: 'Every run ends in bounded time, and with the documented exit code.',
  memory: 'The memory of the harness is bounded.',
  processes: 'No process of a run survives it.',
  files: 'No file is left behind, and no file of the user is changed.',
  text: 'Foreign text is shown, not obeyed.',
  secrets: 'A runtime sees nothing of the harness: no descriptor, no variable, no name.',
  isolation: 'What a runtime does in one sandbox does not reach the harness or another sandbox.',
} as const;

export type PromiseName = keyof typeof promises;
