/** The newsroom: the same letters and lines, set wider and denser. */
export const newsroom = `
.newsroom { font-size: 1rem; }
html[lang|='ar'] .newsroom { font-size: 1.0625rem; }
.desk { border-block-end: 1px solid var(--ink); }
.desk-line { display: flex; flex-wrap: wrap; align-items: center; column-gap: 1.5rem; max-inline-size: 76rem; margin-inline: auto; padding-inline: 1.25rem; }
.desk-line a { display: inline-flex; align-items: center; justify-content: center; min-block-size: 2.75rem; min-inline-size: 2.75rem; text-decoration: none; }
.desk-line a:hover { text-decoration: underline; }
.desk-name { flex: 1; font-family: var(--display); font-size: 1.25rem; font-weight: 700; }
.desk nav { display: flex; flex: 1 1 100%; order: 1; flex-wrap: wrap; column-gap: 1.5rem; }
.desk .switch { margin-inline-start: auto; }
.desk form { margin: 0; }
.desk button { border: 0; padding-inline: .5rem; min-block-size: 2.75rem; font-weight: 400; color: var(--soft); }
.banner { background: var(--sheet); border-block-end: 1px solid var(--rule); border-inline-start: .5rem solid var(--deferred); }
.banner.bad { border-inline-start-color: var(--grave); }
.banner-line { max-inline-size: 76rem; margin-inline: auto; padding: .75rem 1.25rem; }
.banner p { margin: 0; }
.trouble { margin-block-end: 1.5rem; padding: 1rem 1.25rem; background: var(--sheet); border-inline-start: 4px solid var(--grave); }
.trouble > :last-child { margin-block-end: 0; }
.newsroom main { inline-size: 100%; max-inline-size: 76rem; margin-inline: auto; padding: clamp(1.25rem, 3vw, 2.25rem) 1.25rem 4rem; }
.newsroom main.entrance { max-inline-size: 28rem; padding-block-start: clamp(2rem, 10vh, 7rem); }
.entrance button { inline-size: 100%; }
.entrance h1 { padding-block-start: 1rem; border-block-start: 3px double var(--ink); }
.newsroom h1 { font-size: clamp(1.5rem, 1.3rem + 1vw, 2rem); }
.newsroom h2 { font-size: 1.1875rem; }
.block { margin-block-end: 2.5rem; }
.block > h2 { padding-block-end: .375rem; border-block-end: 1px solid var(--ink); }
.overview { margin-block-end: 3rem; }
.overview > .band { block-size: 4px; margin-block-end: .75rem; }
.overview h2 { font-size: 1.4375rem; margin-block-end: .25rem; }
.overview h3 { font-family: var(--sans); font-size: .9375rem; color: var(--soft); font-weight: 600; margin-block-end: .25rem; }
.figure { font-size: 2rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; margin-block-end: .25rem; }
.figure .detail { font-weight: 400; }
.counts > div { display: flex; justify-content: space-between; gap: 1rem; max-inline-size: 16rem; }
.counts dt { color: var(--soft); }
.counts dd { font-variant-numeric: tabular-nums; }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; align-items: center; padding-block: .625rem; border-block-end: 1px solid var(--rule); }
.row > :first-child { flex: 1 1 20rem; min-inline-size: 0; }
.row p { margin: 0; }
.row-title { font-weight: 600; }
.row-title a, .row > a { display: inline-block; padding-block: .5rem .25rem; min-block-size: 2.75rem; text-decoration: none; }
.row-title a:hover, .row > a:hover { text-decoration: underline; }
.row .fault { margin: 0; font-size: .9375rem; font-weight: 400; }
.row-actions { display: flex; flex-wrap: wrap; gap: .5rem; }
.row-actions form, .actions form { margin: 0; }
.newsroom button, .newsroom .button { min-block-size: 2.75rem; padding-inline: 1.125rem; }
.row button { border-color: var(--edge); font-weight: 400; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-block-end: 1.25rem; }
.tag { display: inline-block; padding: 0 .625rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .875rem; font-weight: 600; }
.tag.good { color: var(--good); }
.tag.bad { color: var(--grave); }
.digest { margin-block-end: 2.5rem; padding: 1.25rem; background: var(--sheet); border-block-start: 3px solid var(--ink); }
.digest > h2 { border: 0; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; margin-block-end: 1rem; }
.chips a { display: inline-flex; align-items: center; gap: .5rem; min-block-size: 2.75rem; padding-inline: 1rem; border: 1px solid var(--edge); border-radius: 2rem; text-decoration: none; }
.chips a:hover { border-color: var(--accent); }
.chips a[aria-current] { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.digest form, .digest .actions { margin-block-end: .5rem; }
.digest .primary { inline-size: 100%; margin-block-start: .25rem; }
.bar { display: block; inline-size: 100%; block-size: 1rem; margin-block-end: 1.25rem; background: var(--open); }
[dir='rtl'] .bar { transform: scaleX(-1); }
.s-accepted { fill: var(--accepted); background: var(--accepted); }
.s-handing_over { fill: var(--handing); background: var(--handing); }
.s-deferred { fill: var(--deferred); background: var(--deferred); }
.s-refused { fill: var(--refused); background: var(--refused); }
.s-uncertain { fill: var(--uncertain); background: var(--uncertain); }
.s-skipped, .s-cancelled, .s-expired { fill: var(--void); background: var(--void); }
.s-planned { fill: var(--open); background: var(--open); }
.swatch { display: inline-block; inline-size: .75rem; block-size: .75rem; margin-inline-end: .625rem; border-radius: 2px; }
table { inline-size: 100%; border-collapse: collapse; }
th, td { padding: .5rem .25rem; border-block-end: 1px solid var(--rule); text-align: start; font-weight: 400; vertical-align: top; }
thead th { color: var(--soft); font-size: .9375rem; }
tbody th .detail { display: block; padding-inline-start: 1.375rem; }
.number { text-align: end; }
td.number { font-weight: 600; }
.frames { display: flex; flex-wrap: wrap; gap: 2rem; align-items: flex-start; }
.frames figure { margin: 0 0 1.25rem; max-inline-size: 100%; overflow-x: auto; }
.frames iframe { max-inline-size: none; }
.frames iframe { block-size: 40rem; }
.frames .narrow { inline-size: 360px; }
.frames .wide { inline-size: 640px; }
.newsroom .lead { font-size: 1.125em; }
@media (min-width: 48rem) {
  .desk-name { flex: none; }
  .desk nav { flex: 1; order: 0; }
}
@media (min-width: 62rem) {
  .overview-columns { display: grid; grid-template-columns: 14rem 14rem 1fr; gap: 2.5rem; }
  .desk-columns { display: grid; grid-template-columns: 1fr 24rem; gap: 3rem; align-items: start; }
  .desk-columns > .desk-side { grid-column: 2; grid-row: 1; }
  .desk-columns > .desk-main { grid-column: 1; grid-row: 1; }
}
`
