/**
 * The script of the report, which is complete without it: a filter, copy buttons, and links that unfold their target.
 */
export const script = `
'use strict';
const all = (selector) => Array.from(document.querySelectorAll(selector));
for (const element of all('[data-script]')) element.hidden = false;

const search = document.getElementById('search');
const level = document.getElementById('level');
const verdict = document.getElementById('verdict-filter');
const shown = document.getElementById('shown');
const items = all('[data-level]').map((element) => ({ element, text: element.textContent.toLowerCase() }));
const groups = all('[data-group]');

function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  let total = 0;
  for (const { element, text } of items) {
    const { level: ownLevel, verdict: ownVerdict } = element.dataset;
    const fits =
      (level.value === '' || level.value === ownLevel) &&
      (verdict.value === '' || verdict.value === ownVerdict) &&
      words.every((word) => text.includes(word));
    element.hidden = !fits;
    if (element.matches('details')) {
      total += 1;
      if (fits) count += 1;
    }
  }
  const chosen = words.length > 0 || level.value !== '' || verdict.value !== '';
  for (const group of groups) {
    group.hidden = !group.querySelector('[data-level]:not([hidden])');
    if (chosen) group.open = true;
  }
  shown.textContent = count === total ? 'all ' + total + ' requirements' : count + ' of ' + total + ' requirements';
}
if (search) {
  for (const control of [search, level, verdict]) control.addEventListener('input', filter);
  document.getElementById('reset').addEventListener('click', () => {
    search.value = level.value = verdict.value = '';
    filter();
    search.focus();
  });
  filter();
}

/** A link may point to folded or filtered content. */
function reveal() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch {}
  const target = id && document.getElementById(id);
  if (!target) return;
  if (search && target.closest('[hidden]')) {
    search.value = level.value = verdict.value = '';
    filter();
  }
  for (let element = target; element; element = element.parentElement)
    if (element.matches('details')) element.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', reveal);
reveal();

for (const button of all('.copy button')) {
  const code = button.previousElementSibling;
  code.addEventListener('focus', () => getSelection().selectAllChildren(code));
  button.addEventListener('click', async () => {
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 2000);
  });
}

/** Unfold everything for printing. */
let folded = [];
addEventListener('beforeprint', () => {
  folded = all('details:not([open])');
  for (const element of folded) element.open = true;
});
addEventListener('afterprint', () => {
  for (const element of folded) element.open = false;
});
`;
