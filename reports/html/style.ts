/**
 * The style of the report: system fonts, two colour schemes, print. Words repeat everything that a colour expresses.
 */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fbfbf9; --card: #fff; --ink: #1b1e23; --faint: #5a616b; --line: #deded8; --tint: #f2f2ee; --link: #1a5aa0;
  --good: #1a6b34; --error: #b3201b; --warning: #85500a; --note: #49566a;
  --good-tint: #e5f3e8; --error-tint: #fcebe9; --warning-tint: #fbf0dc; --note-tint: #eaeef4;
  --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131519; --card: #1a1d22; --ink: #e6e7e9; --faint: #a2a9b4; --line: #333841; --tint: #21252b; --link: #8bb9f7;
    --good: #7fd394; --error: #ff9389; --warning: #efb765; --note: #b3c0d3;
    --good-tint: #173022; --error-tint: #3a1b1a; --warning-tint: #36280f; --note-tint: #242c38;
  }
}
*, ::before, ::after { box-sizing: border-box }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
.skip { position: absolute; left: -999px }
.skip:focus { left: 1rem; top: 1rem; z-index: 9; background: var(--card); padding: .5rem 1rem }
header, main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2rem }
footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--faint); font-size: .875rem }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: pretty }
h1 { text-wrap: balance; font-size: clamp(1.5rem, 1.1rem + 2vw, 2.125rem); letter-spacing: -.015em }
h2 { font-size: 1.375rem; margin: 3.5rem 0 1rem; letter-spacing: -.01em }
h3 { font-size: 1.0625rem } h4 { font-size: 1rem }
p { margin: .5rem 0; max-width: 46rem }
code, pre { font-family: var(--mono); font-size: .875em; unicode-bidi: isolate }
code { white-space: pre-wrap }
pre { margin: 0; white-space: pre-wrap; line-height: 1.5 }
ul { padding: 0; margin: 0; list-style: none }
button, input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--faint); border-radius: .375rem; padding: .3rem .6rem }
button { cursor: pointer }
[hidden] { display: none !important }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.faint { color: var(--faint) } .small { font-size: .875rem }
.good { color: var(--good) } .error { color: var(--error) } .warning { color: var(--warning) } .note { color: var(--note) }

.brand { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; font-size: .875rem; color: var(--faint) }
.brand strong { color: var(--ink) }
.brand ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
.verdict { margin-top: 1.5rem; border-left: .375rem solid currentColor; padding: .25rem 0 .25rem 1.25rem }
.verdict > :not(h1, .faint) { color: var(--ink) }
.verdict > .faint { max-width: none }
.verdict .lead { font-size: 1.0625rem }
.verdict pre { margin-top: .75rem }
.failing { margin-top: 1.25rem; display: grid; gap: .5rem }
.failing li { display: grid; grid-template-columns: 1.25rem 1fr }
.callout { margin: 1rem 0 0; padding: .6rem 1rem; border-radius: .375rem; background: var(--warning-tint) }
.callout strong { font-size: .875rem }
.callout ul { display: grid; gap: .25rem; font-size: .875rem }

table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--faint); font-size: .875rem; padding-bottom: .5rem }
th, td { padding: .4rem .75rem .4rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: baseline; font-weight: 400 }
thead th { color: var(--faint); font-size: .8125rem; border-color: var(--faint) }
tfoot th, tfoot td { border: 0; font-weight: 600 }
td:last-child, th:last-child { padding-right: 0 }
.num { text-align: right } td.num { white-space: nowrap }
.tally { display: inline-flex; flex-wrap: wrap; gap: 0 .8rem }
.tally > span { white-space: nowrap }
.bar { display: block; width: 100%; height: .625rem; border-radius: 2px }
.bar .good { fill: var(--good) } .bar .error { fill: var(--error) } .bar .warning { fill: var(--warning) } .bar .note { fill: var(--note) } .bar .expected { fill: var(--note); opacity: .45 } .bar .faint { fill: var(--line) }
.areas tbody th { min-width: 6.75em }
.levels { margin-top: 1.75rem; max-width: 46rem }
.levels td:last-child { width: 40%; vertical-align: middle }

.mark { display: inline-block; padding: 0 .5rem; border-radius: .25rem; font-size: .8125rem; font-weight: 600; white-space: nowrap }
.mark.good { background: var(--good-tint) } .mark.error { background: var(--error-tint) } .mark.warning { background: var(--warning-tint) }
.mark.note { background: var(--note-tint) } .mark.faint { background: var(--tint) }
.level { font-size: .75rem; font-weight: 600; letter-spacing: .04em; color: var(--faint); white-space: nowrap }
.id { font-family: var(--mono); font-size: .8125rem; color: var(--faint) }

.tools { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin-top: 2.5rem; padding: .6rem 0; background: var(--page); border-bottom: 1px solid var(--line); font-size: .875rem }
.tools input { flex: 1 1 12rem; min-width: 0 }
.tools output { color: var(--faint); min-width: 9rem }

.causes { padding-left: 1.75rem; display: grid; gap: .75rem }
.causes > li > p { margin: 0; font-weight: 600 }
.causes ul { list-style: none; padding: 0; margin: .15rem 0 0 }
.causes .id { overflow-wrap: anywhere }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1.25rem; margin-bottom: 1.25rem }
.card > .top { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; margin-bottom: .35rem }
.card > p.cause { margin-bottom: 0 }
details > summary { cursor: pointer }
.deviation { margin-top: 1rem; border-top: 1px solid var(--line); padding-top: .75rem }
.deviation > summary > h4 { display: inline }
.deviation > summary > .faint { margin-left: .5rem }
.deviation .body { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; padding-top: .75rem }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: .75rem; margin: 0 }
.pair > div { padding: .6rem .9rem; border-radius: .375rem; background: var(--tint) }
.pair > .actual { background: var(--error-tint) }
.pair dt { font-size: .8125rem; font-weight: 600; color: var(--faint) }
.pair .actual dt { color: var(--error) }
.pair dd { margin: 0; white-space: pre-wrap }
.pair ul { display: grid; gap: .5rem; white-space: normal }
.label { display: block; font-size: .8125rem; font-weight: 600; color: var(--faint); margin-bottom: .25rem }
.box { padding: .6rem .9rem; border-radius: .375rem; background: var(--tint) }
.copy { display: flex; gap: .5rem; align-items: flex-start }
.copy code { flex: 1; min-width: 0; user-select: all; -webkit-user-select: all; padding: .35rem .75rem; border-radius: .375rem; background: var(--tint) }
.copy button { font-size: .8125rem }
.lines span { display: block; padding-left: 13ch; text-indent: -13ch }
.lines .fault { color: var(--warning) }
.lines .decisive { background: var(--error-tint); color: var(--error); box-shadow: -.4rem 0 var(--error-tint), .4rem 0 var(--error-tint) }

.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .375rem }
.diagram { display: block; min-width: 46rem; width: 100%; height: auto; margin: 0 auto }
.narrow { display: none } .narrow .diagram, .axis { min-width: 0 }
.diagram text { font: 12px var(--mono); fill: var(--ink); white-space: pre }
.diagram .who { font: 600 12.5px system-ui, sans-serif; text-anchor: middle }
.diagram .at, .diagram .gap { font-size: 11px; fill: var(--faint); text-anchor: end }
.diagram .more { fill: var(--faint) }
.diagram .mid { text-anchor: middle }
.diagram .head { fill: var(--card); stroke: var(--faint) }
.diagram .life { stroke: var(--line); stroke-width: 1.5 }
.diagram .running { stroke: var(--faint); stroke-width: 2 }
.diagram .frozen { stroke: var(--link); stroke-width: 5; stroke-dasharray: 2 3 }
.diagram .wait { fill: var(--note-tint); stroke: var(--faint); stroke-width: .75 }
.diagram .arrow { stroke: var(--ink); stroke-width: 1.25; fill: none }
.diagram .back { stroke-dasharray: 5 3 }
.diagram .weak { stroke: var(--faint); stroke-dasharray: 1 3 }
.diagram .dot { fill: var(--ink) } .diagram .ring { fill: var(--card); stroke: var(--ink); stroke-width: 1.5 }
.diagram .fault { fill: var(--warning) } .diagram .tint { fill: var(--warning-tint) }
.diagram .hit { fill: var(--error-tint) } .diagram text.wrong { fill: var(--error); font-weight: 600 }
.diagram .cross { stroke: var(--error); stroke-width: 2.25; fill: none }
.diagram .tip { fill: var(--ink) }
.axis .running, .axis .polling { fill: var(--note-tint); stroke: var(--faint); stroke-width: .75 }
.axis .frozen { fill: none; stroke: var(--link); stroke-dasharray: 2 3 }
.axis .working, .axis .posting { fill: var(--link) }
.axis .who { text-anchor: start } .axis .mark { stroke: var(--faint); stroke-width: 2 }
.axis .mark.fault { stroke: var(--warning) } .axis .mark.exit, .axis .decisive { stroke: var(--error) }
.axis .decisive { stroke-width: 1.5; stroke-dasharray: 3 2 }

.area { margin: .5rem 0; display: inline-flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline }
.req { border-bottom: 1px solid var(--line) }
.req > summary { display: grid; grid-template-columns: 9.5rem 1fr 1rem; gap: .1rem 1rem; padding: .6rem .25rem .6rem 0; list-style: none }
.req > summary::after { content: ''; width: .5rem; height: .5rem; margin: .45rem 0 0 auto; border: solid var(--faint); border-width: 2px 2px 0 0; transform: rotate(45deg); grid-row: 1; grid-column: 3 }
.req[open] > summary::after { transform: rotate(135deg) }
.req .sub { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline }
.req > summary::-webkit-details-marker { display: none }
.req > summary:hover { background: var(--tint) }
.req > .body { padding: 0 2rem 1rem 10.5rem }
.req dl, .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.25rem; margin: 0; font-size: .9375rem }
dt { color: var(--faint) } dd { margin: 0 }
.unjudged > li { padding: .5rem 0; border-bottom: 1px solid var(--line) }
.unjudged .ids { display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .875rem }
.longest td:nth-child(1) { width: 50% } .longest td:nth-child(3) { width: 30%; vertical-align: middle }
.longest rect { fill: var(--link) }
.starts th:first-child { width: 50% }
.phases { max-width: 46rem }
.phases rect:nth-child(1) { fill: var(--faint) } .phases rect:nth-child(2) { fill: var(--link) } .phases rect:nth-child(3) { fill: var(--line) }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.25rem; margin: 1rem 0 }
figure { margin: 0 } figcaption { font-size: .875rem; margin-bottom: .25rem }
.chart { display: block; width: 100%; height: auto }
.chart text { font: 11px system-ui, sans-serif; fill: var(--faint) }
.chart .axis { stroke: var(--line) } .chart .line { fill: none; stroke: var(--link); stroke-width: 2; stroke-linejoin: round }
.chart .under { fill: var(--link); opacity: .1 }

@media (max-width: 40rem) {
  header, main, footer { padding-left: 1rem; padding-right: 1rem }
  th, td { padding-right: .5rem }
  table { font-size: .875rem }
  .tally { gap: 0 .5rem }
  .card { padding: 1rem }
  .req > summary { grid-template-columns: 1fr 1rem } .req > summary::after { grid-column: 2 }
  .req > .body { padding-left: 0 }
  .req dl, .facts { grid-template-columns: minmax(0, 1fr); gap: 0 }
  .req dd, .facts dd { margin-bottom: .5rem }
  .levels td:last-child, .levels th:last-child { display: none }
  .tools { position: static }
  .lines span { padding-left: 2ch; text-indent: -2ch }
  :is(.longest, .starts) :is(td, th):nth-child(3) { display: none }
  .wide { display: none } .narrow { display: block }
  .axis text, .axis .who { font-size: 19px }
}
@media print {
  @page { margin: 14mm 12mm }
  :root { --page: #fff; --tint: #f4f4f1 }
  body { font-size: 10pt }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0 }
  h2 { break-after: avoid } h3, h4, .top, summary, .area { break-after: avoid }
  .tools, .skip, .copy button, .brand ul { display: none }
  details::details-content { content-visibility: visible; block-size: auto; height: auto }
  .scroll { overflow: visible; border: 0 }
  .diagram { min-width: 0 }
  .req dl { font-size: 8.5pt; gap: .1rem 1rem } .req > .body { padding-bottom: .5rem }
  .diagram, .pair, tr, figure { break-inside: avoid }
  .card { border: 0; border-top: 2px solid var(--faint); border-radius: 0; padding: .75rem 0 }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact }
}
`;
