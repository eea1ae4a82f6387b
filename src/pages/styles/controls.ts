/** Fields, choices and buttons: no target below 44 pixels. */
export const controls = `
label, legend { display: block; font-weight: 600; padding: 0; }
fieldset { border: 0; padding: 0; margin-inline: 0; min-inline-size: 0; }
.field { margin-block-end: 1.25rem; }
.field > .detail, .choice > .detail { margin-block: 0 .375rem; }
.fault { margin-block: .375rem 0; color: var(--grave); font-weight: 600; }
input[type='email'], input[type='password'], textarea {
  display: block;
  inline-size: 100%;
  min-block-size: 3rem;
  margin-block-start: .375rem;
  padding: .5rem .875rem;
  border: 1px solid var(--edge);
  border-radius: 3px;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
  line-height: 1.5;
}
textarea { resize: vertical; line-height: inherit; }
input::placeholder { color: var(--soft); opacity: 1; }
/* The placeholder belongs to the page and starts where its lines start; what is typed runs left to right. */
[dir='rtl'] input[dir='ltr']:placeholder-shown { direction: rtl; }
input:focus-visible, textarea:focus-visible { outline-offset: 0; border-color: var(--accent); }
[aria-invalid='true'], input:user-invalid { border-color: var(--grave); border-width: 2px; }
.choice legend { margin-block-end: .375rem; }
.option {
  display: flex;
  gap: .75rem;
  align-items: flex-start;
  min-block-size: 2.75rem;
  padding-block: .625rem;
  border-block-end: 1px solid var(--rule);
  font-weight: 400;
  line-height: 1.6;
  cursor: pointer;
}
.option input { flex: none; inline-size: 1.25rem; block-size: 1.25rem; margin: .2rem 0 0; accent-color: var(--accent); }
.option .detail { display: block; }
.option:has(:checked) .option-label { font-weight: 600; }
.mark { display: inline-block; margin-inline-start: .5rem; padding-inline: .5rem; border: 1px solid var(--edge); border-radius: 1rem; color: var(--soft); font-size: .8125rem; line-height: 1.5; }
button, .button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-block-size: 3rem;
  padding: .5rem 1.5rem;
  border: 1px solid var(--ink);
  border-radius: 3px;
  background: transparent;
  color: var(--ink);
  font: inherit;
  font-weight: 600;
  line-height: 1.4;
  text-decoration: none;
  cursor: pointer;
}
button.primary, .button.primary { background: var(--ink); color: var(--paper); }
button:hover:enabled, .button:hover { border-color: var(--accent); color: var(--accent); }
button.primary:hover:enabled, .button.primary:hover { background: var(--accent); color: var(--paper); }
button.grave { border-color: var(--grave); color: var(--grave); }
button:disabled { border-color: var(--rule); background: var(--sheet); color: var(--soft); cursor: not-allowed; }
form[data-busy] button { opacity: .6; cursor: progress; }
`
