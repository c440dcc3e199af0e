/** The script of the scoreboard: the filter, and the dialog with the evidence of a cell. Without it each cell is a link. */
export const scoreboardScript = `
'use strict';
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
document.documentElement.classList.add('scripted');
for (const element of all('[data-script]')) element.hidden = false;

const byId = (id) => document.getElementById(id);
const [search, area, level, which, shown] = ['search', 'area', 'level', 'which', 'shown'].map(byId);
const bodies = all('.matrix tbody');
const rows = bodies.flatMap((body) =>
  all('tr[data-level]', body).map((row) => ({ row, body, text: row.firstElementChild.textContent.toLowerCase() })));

function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const { row, body, text } of rows) {
    const fits =
      (area.value === '' || area.value === body.dataset.area) &&
      (level.value === '' || level.value === row.dataset.level) &&
      (which.value === '' || which.value === row.dataset.which) &&
      words.every((word) => text.includes(word));
    row.hidden = !fits;
    if (fits) count += 1;
  }
  for (const body of bodies) body.hidden = !body.querySelector('[data-level]:not([hidden])');
  shown.textContent = count + ' of ' + rows.length + ' requirements';
}
for (const control of [search, area, level, which]) control.addEventListener('input', filter);
filter();

const dialog = byId('evidence');
const columns = all('.matrix thead th').map((head) => head.textContent);
const words = { h: 'The requirement holds.', n: 'The runtime does not claim the profile of this requirement.' };

function element(name, text, className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** Shows what stands behind a cell. */
function show(cell) {
  const row = cell.parentElement;
  const head = row.firstElementChild;
  const link = cell.querySelector('a');
  const close = element('button', 'Close', 'close');
  close.addEventListener('click', () => dialog.close());
  const text = element('p', head.querySelector('.text').textContent);
  const id = element('p', '', 'small');
  id.append(head.querySelector('.level').cloneNode(true), ' ', head.querySelector('a').cloneNode(true));
  const found = link
    ? all('.evidence').filter(({ dataset }) => '#' + dataset.of === decodeURIComponent(link.hash)).map((one) => {
        const copy = one.cloneNode(true);
        copy.removeAttribute('id');
        return copy;
      })
    : [element('p', cell.title || words[cell.className] || '')];
  const finding = link && byId(decodeURIComponent(link.hash.slice(1))).closest('.card[id]');
  const cause = finding ? [element('p', finding.querySelector('p').textContent)] : [];
  dialog.replaceChildren(close, element('h3', columns[cell.cellIndex - 1]), id, text, ...cause, ...found);
  if (link) {
    const more = element('a', finding ? 'The finding' : 'All deviations of this runtime');
    more.href = link.hash;
    more.addEventListener('click', () => dialog.close());
    dialog.append(element('p', ''), more);
  }
  dialog.showModal();
  dialog.scrollTop = 0;
}
byId('matrix').parentElement.querySelector('.matrix').addEventListener('click', (event) => {
  const cell = event.target.closest('tr[data-level] > td');
  if (!cell) return;
  event.preventDefault();
  show(cell);
});
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});

/** A link may point into what is folded. */
function reveal() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch {}
  const target = id && byId(id);
  if (!target) return;
  for (let one = target; one; one = one.parentElement) if (one.matches('details')) one.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', reveal);
reveal();
`;
