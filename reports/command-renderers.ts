/** What the command renders with: every format, and what it writes where none is named. */
import {
  comparisonRenderers,
  historyRenderers,
  renderers,
  renderProgress,
  renderShown,
  renderTerminal,
} from './index.ts';

export const commandRenderers = {
  files: renderers,
  byDefault: ['terminal', 'json', 'html', 'junit'],
  comparisons: comparisonRenderers,
  histories: historyRenderers,
  terminal: renderTerminal,
  show: renderShown,
  progress: renderProgress,
} as const;
