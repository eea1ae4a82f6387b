/** Text, links and what every page has in common. Arabic gets room for its marks, and neither spacing, italics nor capitals. */
export const base = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-block-size: 100vh;
  display: flex;
  flex-direction: column;
  background: var(--paper);
  color: var(--ink);
  font-family: var(--sans);
  font-size: 1.0625rem;
  line-height: 1.6;
  overflow-wrap: break-word;
}
html[lang|='ar'] body { font-size: 1.125rem; }
[lang|='ar'] body, [lang|='ar'] { line-height: 1.85; }
[lang|='en'] { line-height: 1.6; }
main { flex: 1; }
p, ul, ol, dl, table, fieldset, pre, details, form { margin-block: 0 1.25rem; }
h1, h2, h3 { font-family: var(--display); font-weight: 700; line-height: 1.3; margin-block: 0 .75rem; text-wrap: balance; }
[lang|='ar'] :is(h1, h2, h3), :is(h1, h2, h3) [lang|='ar'] { line-height: 1.5; }
h1 [lang], h2 [lang], h3 [lang] { font-family: var(--display); }
h1 { font-size: clamp(1.75rem, 1.4rem + 1.6vw, 2.375rem); }
h2 { font-size: 1.3125rem; }
h3 { font-size: 1.125rem; }
p { text-wrap: pretty; }
a { color: inherit; text-decoration-color: var(--accent); text-decoration-thickness: .09em; text-underline-offset: .25em; }
a:hover { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
ol, ul { padding: 0; list-style: none; }
dd { margin: 0; }
code, pre { font-family: var(--mono); font-size: .875rem; line-height: 1.7; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; background: var(--sheet); max-block-size: 32rem; overflow: auto; }
time, .number { font-variant-numeric: tabular-nums; }
pre[dir='auto'] { unicode-bidi: plaintext; text-align: start; }
.ltr { overflow-wrap: anywhere; }
.lead { font-size: 1.1875em; line-height: 1.6; }
[lang|='ar'] .lead { line-height: 1.8; }
.detail { color: var(--soft); font-size: .9375rem; }
.kicker { color: var(--soft); margin-block-end: .5rem; }
.links { display: flex; flex-wrap: wrap; column-gap: 1.75rem; }
.links a { display: inline-flex; align-items: center; min-block-size: 2.75rem; }
[dir='rtl'] .mirror { display: inline-block; transform: scaleX(-1); }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-block-start: .5rem; inset-inline-start: .5rem; padding: .75rem 1rem; background: var(--ink); color: var(--paper); z-index: 1; }
.skip:not(:focus) { clip-path: inset(50%); inline-size: 1px; block-size: 1px; padding: 0; overflow: hidden; white-space: nowrap; }
.band { display: block; inline-size: 100%; block-size: 6px; color: var(--accent); }
.notice, .aside { padding: .875rem 1.125rem; background: var(--sheet); border-inline-start: 4px solid var(--good); }
.notice.bad { border-color: var(--grave); }
.aside { margin-block-end: 1.25rem; border-color: var(--rule); }
.aside > :last-child { margin-block-end: 0; }
summary { min-block-size: 2.75rem; align-content: center; cursor: pointer; font-weight: 600; }
iframe { display: block; inline-size: 100%; max-inline-size: 100%; border: 1px solid var(--rule); background: #fff; }
iframe.mail { block-size: min(75vh, 56rem); margin-block-end: 1.25rem; }
@media (prefers-reduced-motion: no-preference) {
  a, button, .button, input, textarea { transition: color .15s, background-color .15s, border-color .15s; }
}
`
