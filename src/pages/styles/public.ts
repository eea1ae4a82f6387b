/** The pages that readers see: a masthead, one calm column, and a nameplate over two columns for a newsletter. */
export const publicPages = `
.masthead-line {
  display: flex;
  justify-content: space-between;
  gap: 1rem;
  max-inline-size: 68rem;
  margin-inline: auto;
  padding-inline: 1.25rem;
}
.masthead-line a { display: inline-flex; align-items: center; min-block-size: 3.25rem; text-decoration: none; font-weight: 600; }
.masthead-name { font-family: var(--display); }
.masthead-line a:hover { text-decoration: underline; }
.masthead .switch { flex: none; font-weight: 400; }
.public main { inline-size: 100%; margin-inline: auto; padding: clamp(1.5rem, 4vw, 3.5rem) 1.25rem; }
.public main.column { max-inline-size: 40rem; }
.public main.wide { max-inline-size: 68rem; padding-block-start: 0; }
.column > h1 { padding-block-start: 1rem; border-block-start: 3px double var(--ink); }
.kicker + h1 { border: 0; padding: 0; }
.column form + .detail { padding-block-start: .5rem; }
.foot { padding: 1.5rem 1.25rem 2.5rem; border-block-start: 1px solid var(--rule); color: var(--soft); font-size: .9375rem; text-align: center; }
.foot p { margin-block: 0 .25rem; }
.foot a { display: inline-flex; align-items: center; min-block-size: 2.75rem; }
.nameplate {
  margin-block-end: 2rem;
  padding-block: clamp(1.25rem, 4vw, 2.75rem) clamp(.75rem, 2vw, 1.5rem);
  border-block-start: 1px solid var(--ink);
  border-block-end: 4px double var(--ink);
  text-align: center;
}
.nameplate h1 { font-size: clamp(2.25rem, 1.5rem + 4vw, 4rem); line-height: 1.25; margin-block-end: .5rem; }
[lang|='ar'] .nameplate h1 { line-height: 1.5; margin-block-end: .25rem; }
.nameplate .lead { max-inline-size: 44rem; margin: 0 auto .5rem; color: var(--soft); }
.subscribe { padding: 1.25rem; background: var(--sheet); border-block-start: 3px solid var(--ink); }
.subscribe form { margin: 0; }
.subscribe button { inline-size: 100%; }
.wording { margin-block: 1rem 0; color: var(--soft); font-size: .9375rem; }
.recent { margin-block-start: 2.5rem; }
.recent > h2 { padding-block-end: .5rem; border-block-end: 1px solid var(--ink); }
.posts > li, .entries > li { padding-block: .875rem 1.125rem; border-block-end: 1px solid var(--rule); }
.posts > li:last-child { border: 0; }
.posts h3 { font-size: 1.25rem; margin-block-end: 0; }
.posts h3 a, .entry h2 a { display: inline-block; min-block-size: 2.75rem; padding-block: .5rem; text-decoration: none; }
.posts h3 a:hover, .entry h2 a:hover { text-decoration: underline; }
.posts p { margin-block-end: .375rem; }
.entry .band { inline-size: 3rem; block-size: 4px; margin-block-end: .25rem; }
.entry h2 { margin-block-end: 0; }
.entry p { margin-block-end: .25rem; }
.leave { margin-block-start: 2.5rem; padding-block-start: 1.25rem; border-block-start: 1px solid var(--rule); }
.mail-line { display: grid; padding-block: .75rem; border-block-end: 1px solid var(--rule); text-decoration: none; }
.mail-subject { font-weight: 600; text-align: start; }
.mail-line:hover .mail-subject { text-decoration: underline; }
.wide > h1, .wide > p:first-child { padding-block-start: 1.5rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .125rem 1.25rem; }
.facts dt { color: var(--soft); }
@media (min-width: 56rem) {
  .columns { display: grid; grid-template-columns: 24rem 1fr; gap: 3.5rem; align-items: start; }
  .subscribe { padding: 1.75rem; }
  .recent { margin-block-start: 0; }
}
`
