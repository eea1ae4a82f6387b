/** Colours, faces and measures. Every pair of text and ground has a contrast of 4.5 or more, every edge of a control 3. */
export const tokens = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf8;
  --sheet: #f3f1eb;
  --ink: #1b1a17;
  --soft: #5b574e;
  --rule: #d8d3c7;
  --edge: #857f73;
  --accent: #0f5c55;
  --grave: #96201a;
  --good: #1d6b3a;
  --sans: 'Segoe UI', Tahoma, 'Geeza Pro', 'Noto Sans Arabic', Arial, sans-serif;
  --mono: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --accepted: #1f7a5c;
  --handing: #3b73b9;
  --deferred: #c98a12;
  --refused: #b3261e;
  --uncertain: #8a4bb0;
  --void: #98928a;
  --open: #d8d3c7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161614;
    --sheet: #201f1c;
    --ink: #edebe4;
    --soft: #aea99d;
    --rule: #3a3833;
    --edge: #7d786d;
    --accent: #7cc7bb;
    --grave: #f0938b;
    --good: #86cf9d;
    --accepted: #45b08a;
    --handing: #7aa8e3;
    --deferred: #dba43d;
    --refused: #e5766e;
    --uncertain: #b98ad8;
    --void: #7d786d;
    --open: #3a3833;
  }
}
[lang|='ar'] { --display: 'Geeza Pro', 'Noto Naskh Arabic', 'Segoe UI', Tahoma, 'Noto Sans Arabic', Arial, sans-serif; }
[lang|='en'] { --display: Georgia, 'Times New Roman', 'Geeza Pro', 'Noto Naskh Arabic', serif; }
`
