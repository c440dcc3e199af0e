import type { OptionWord, Values, Words } from './words.ts';

/** A script for zsh, to source or to store in a folder of `fpath` as `_lambdaspec`. */
export function zshCompletion({ commands, options }: Words): string {
  const described = commands.map(({ word, help }) => `      ${quoted(`${word}:${help}`)}`);
  const positionals = commands.flatMap(({ word, positionals: values }) =>
    values === 'file' ? [] : [`        ${word}) ${action(values)} ;;`],
  );
  return `#compdef lambdaspec
# zsh completion for lambdaspec: source <(lambdaspec completion zsh)
_lambdaspec() {
  local curcontext=$curcontext state line
  _arguments -C -S \\
${options.map((option) => `    ${specification(option)} \\\n`).join('')}    '1: :->first' '*:: :->rest'
  case $state in
    first)
      local -a commands=(
${described.join('\n')}
      )
      _describe -t commands command commands
      _files
      ;;
    rest)
      case $line[1] in
${positionals.join('\n')}
        *) _files ;;
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _lambdaspec ]]; then
  _lambdaspec "$@"
else
  compdef _lambdaspec lambdaspec
fi
`;
}

function specification({ word, short, help, values, repeatable }: OptionWord): string {
  const shown = `[${help.replaceAll(/[[\]\\]/g, String.raw`\$&`)}]`;
  const value = values === undefined ? '' : `=${shown}:value:${argument(values)}`;
  const rest = value === '' ? shown : value;
  const names = short === undefined ? [`--${word}`] : [`--${word}`, `-${short}`];
  return names.map((name) => quoted(`${repeatable ? '*' : ''}${name}${rest}`)).join(' ');
}

function argument(values: Values): string {
  if (values === 'file') return '_files';
  if (values === 'folder') return '_files -/';
  return values === 'unknown' ? ' ' : `(${values.join(' ')})`;
}

function action(values: Values): string {
  return typeof values === 'string' ? ':' : `compadd -- ${values.join(' ')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
