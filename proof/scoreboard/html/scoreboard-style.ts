/** What the scoreboard adds to the style of the report: the matrix, and the dialog that its cells open. */
export const scoreboardStyle = `
.intro { margin-top: 1.75rem } .intro .lead { font-size: 1.125rem; margin-top: .75rem }
.runtimes th { min-width: 15rem; max-width: 26rem } .runtimes thead th { min-width: 0; white-space: nowrap }
.runtimes .sub { display: block; font-size: .8125rem; color: var(--faint) }
.runtimes td, .timings td { white-space: nowrap } 
.runtimes td { vertical-align: middle } .runtimes img { display: block; max-width: none }
.runtimes :is(th, td):first-child, .timings :is(th, td):first-child { padding-left: .75rem }
.runtimes tr > :last-child, .timings tr > :last-child { padding-right: .75rem }
.runtimes tr:last-child > *, .timings tr:last-child > * { border-bottom: 0 }
.runtimes .num span + span { display: inline-block; min-width: 2.6rem; margin-left: .35rem }
.timings .bar { width: 7rem; height: .375rem } .bar .measure { fill: var(--link) }

.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; max-width: none; margin: .75rem 0 }
.legend i { font-style: normal; display: inline-block; width: 1.4rem; line-height: 1.4rem; text-align: center; border-radius: .2rem; margin-right: .15rem }
.matrix + dialog { margin: auto } section > .tools { margin-top: 0 }
.matrix col { width: 2.2rem } .matrix col.first { width: 27rem }
.many .matrix col { width: 1.9rem } .many .matrix col.first { width: 22rem }
.matrix table { table-layout: fixed; width: 1px; border-collapse: separate; border-spacing: 0 }
.matrix :is(th, td) { padding: 0; border-bottom: 1px solid var(--line) }
.matrix thead :is(th, td) { height: 11.5rem; vertical-align: bottom; background: var(--page); border-color: var(--faint); position: sticky; top: 3.4rem; z-index: 1 }
.matrix thead th a { display: block; writing-mode: vertical-rl; rotate: 180deg; margin: 0 auto; max-height: 11rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding: .25rem 0; color: var(--ink); text-decoration: none; line-height: 2.1rem }
.matrix thead th a:hover { text-decoration: underline }
.matrix tbody th { position: sticky; left: 0; background: var(--page); padding: .3rem .75rem .3rem 0; font-size: .8125rem }
.matrix tbody th a { font-family: var(--mono); color: var(--ink); text-decoration: none } .matrix tbody th a:hover { text-decoration: underline }
.matrix tbody th .level { display: inline-block; min-width: 3.9rem; font-size: .6875rem }
.matrix tbody th .text { display: block; color: var(--faint); white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.matrix tbody td { text-align: center; vertical-align: middle; font-size: .875rem; border-left: 1px solid var(--page) }
.matrix .area-row > * { border-bottom-color: var(--faint); padding-top: 1.5rem }
.matrix .area-row th { font-size: 1rem; font-weight: 600 } .matrix .area-row td { color: var(--faint); font-size: .75rem; vertical-align: bottom; padding-bottom: .3rem }
.matrix tbody tr:not(.area-row):hover > * { background-color: var(--tint) }
.matrix td a { display: block; line-height: 2.2rem; color: inherit; text-decoration: none; font-weight: 700 }
.h { color: var(--good) } .matrix td.h { opacity: .75 } .n { color: var(--faint) } .q { color: var(--faint); background: var(--tint) }
.x.must, .matrix tr:hover td.x.must { background: var(--error); color: var(--page) }
.x.should, .matrix tr:hover td.x.should { background: var(--warning-tint); color: var(--warning) }
.x.may, .matrix tr:hover td.x.may { background: var(--note-tint); color: var(--note) }
.matrix td { border-radius: .2rem }
.scripted .matrix tbody td { cursor: pointer }

.runtime { border-bottom: 1px solid var(--line); padding: .5rem 0 } .runtime > summary { padding: .25rem 0 }
.runtime > summary h3 { display: inline; margin-right: .75rem } .runtime > .card { margin: 1rem 0 }
.places { display: grid; gap: .15rem; margin: .5rem 0 }
.evidence { border-top: 1px solid var(--line); margin-top: .9rem; padding-top: .6rem; scroll-margin-top: 1rem }
.evidence p { margin: .25rem 0 } .evidence pre { margin-top: .6rem; font-size: .75rem } .evidence .pair { margin-top: .5rem; font-size: .9375rem }
.level.must { color: var(--error) } .level.should { color: var(--warning) }
dialog { width: min(46rem, calc(100vw - 2rem)); max-height: calc(100vh - 4rem); overflow: auto; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); color: var(--ink); padding: 1.25rem 1.5rem 1.5rem }
dialog::backdrop { background: rgb(0 0 0 / .35) }
dialog .close { float: right; margin: 0 0 .5rem 1rem }
dialog h3 { margin-bottom: .35rem }

@media (max-width: 70rem) {
  .matrix { max-height: 85vh; overflow: auto; overscroll-behavior-x: contain; border: 1px solid var(--line); border-radius: .375rem; padding-left: .5rem }
  .matrix thead :is(th, td) { top: 0 } .matrix thead td { left: 0; z-index: 2 } .matrix tbody th { z-index: 1 }
  .matrix col.first, .many .matrix col.first { width: 15rem }
}
@media (max-width: 40rem) {
  .matrix col.first, .many .matrix col.first { width: 9.5rem } .matrix tbody th .text { display: none }
  .matrix tbody th .level { display: block } .matrix tbody th { font-size: .75rem; padding-right: .4rem }
  .matrix thead :is(th, td) { height: 9.5rem } .matrix thead th a { max-height: 9rem }
  .runtimes tbody th { min-width: 9.5rem } .runtimes .num span { display: block; margin: 0 !important } dialog { padding: 1rem }
}
@media print { .matrix { overflow: visible; max-height: none } .matrix thead :is(th, td), .matrix tbody th { position: static } dialog { display: none } }
`;
