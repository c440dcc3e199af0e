import type { Values, Words } from './words.ts';

/** A script for bash 4 or later, without the package bash-completion. */
export function bashCompletion({ commands, options }: Words): string {
  const valued = options.flatMap(({ word, values }) =>
    values === undefined ? [] : [`    --${word}) ${offer(values)}; return ;;`],
  );
  const positionals = commands.flatMap(({ word, positionals: values }) =>
    values === 'file' ? [] : [`    ${word}) ${offer(values)}; return ;;`],
  );
  const flags = options.map(({ word }) => `--${word}`).join(' ');
  return `# bash completion for lambdaspec: source <(lambdaspec completion bash)
_lambdaspec() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # In --option=value the sign is a word of its own.
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  case $before in
${valued.join('\n')}
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '${flags}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${positionals.join('\n')}
  esac
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${commands.map(({ word }) => word).join(' ')}' -- "$word"))
  fi
  _lambdaspec_files -f "$word"
}

_lambdaspec_files() {
  compopt -o filenames 2> /dev/null
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$1" -- "$2")
}

complete -F _lambdaspec lambdaspec
`;
}

function offer(values: Values): string {
  if (values === 'file') return '_lambdaspec_files -f "$word"';
  if (values === 'folder') return '_lambdaspec_files -d "$word"';
  if (values === 'unknown') return ':';
  return `COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$word"))`;
}
