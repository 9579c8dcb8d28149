/** How the page looks: calm and dense, light or dark as the browser asks. */
export const styles = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f8fa, #14171c);
  --sheet: light-dark(#ffffff, #1c2027);
  --line: light-dark(#e1e5ea, #323843);
  --ink: light-dark(#1f2733, #e7eaef);
  --soft: light-dark(#5b6675, #a0aab8);
  --accent: light-dark(#5546d8, #a59bff);
  --on-accent: light-dark(#ffffff, #17132f);
  font: 14px/20px system-ui, sans-serif;
  color: var(--ink);
  background: var(--page);
}
* { box-sizing: border-box; }
body { margin: 0; }
h1, h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 16px; }
h2 { font-size: 15px; margin-bottom: 8px; }
h2 small { color: var(--soft); font-weight: 400; }
h3 { font-size: 13px; font-weight: 600; flex-basis: 100%; }
small, time, dt { color: var(--soft); font-size: 12px; }
code { font: 12px/20px ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--accent); }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 12px 24px; background: var(--sheet); border-bottom: 1px solid var(--line); }
header nav { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-inline-start: auto; }
nav a { text-decoration: none; padding: 6px 0; }
main { display: grid; grid-template-columns: minmax(0, 1fr) 340px; gap: 24px; padding: 24px; max-width: 1240px; margin: auto; align-items: start; }
.notice { grid-column: 1 / -1; }
.notice:empty { display: none; }
.notice p { padding: 8px 12px; border: 1px solid light-dark(#e0a1a1, #7d3b3b); border-radius: 6px; background: light-dark(#fdf0f0, #331d1f); }
.lists, aside { display: grid; gap: 24px; min-width: 0; }
.stores { display: flex; flex-wrap: wrap; gap: 16px; }
.stores [aria-current] { color: var(--ink); font-weight: 600; }
.none { color: var(--soft); padding: 12px 16px; background: var(--sheet); border: 1px dashed var(--line); border-radius: 8px; }
.row { background: var(--sheet); border: 1px solid var(--line); border-bottom-width: 0; }
.row:first-of-type { border-radius: 8px 8px 0 0; }
.row:last-of-type { border-radius: 0 0 8px 8px; border-bottom-width: 1px; }
.row:only-of-type { border-radius: 8px; }
.row:target, li:target { box-shadow: inset 3px 0 var(--accent); }
summary { display: grid; grid-template-columns: 132px minmax(0, 1fr) auto 116px 12px; gap: 12px; align-items: center; padding: 8px 16px; min-height: 40px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::after { content: '›'; color: var(--soft); font-size: 16px; text-align: center; }
[open] > summary::after { rotate: 90deg; }
summary:hover { background: light-dark(#f9fafb, #21262e); }
.amount { font-variant-numeric: tabular-nums; font-weight: 600; text-align: end; white-space: nowrap; }
summary time { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
.what { min-width: 0; overflow-wrap: anywhere; }
.state { display: flex; flex-wrap: wrap; gap: 4px; justify-content: end; }
.inside { padding: 4px 16px 16px; display: grid; gap: 16px; border-top: 1px solid var(--line); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 8px 16px; padding-top: 12px; }
dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.actions { display: flex; flex-wrap: wrap; gap: 12px; align-items: stretch; }
form { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
.actions form:has(h3) { flex: 1 1 240px; padding: 12px; border: 1px solid var(--line); border-radius: 6px; align-content: start; }
.actions form p { flex-basis: 100%; }
.panel { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 16px; }
form.panel, .panel form { align-items: start; }
.panel h2 { flex-basis: 100%; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 12px; flex: 1 1 100%; align-items: end; }
label { display: grid; gap: 2px; font-size: 12px; color: var(--soft); min-width: 0; flex: 1 1 120px; }
label.tick { display: flex; align-items: center; gap: 8px; flex-basis: 100%; min-height: 28px; color: var(--ink); font-size: 13px; }
input, select, button { font: inherit; font-size: 14px; min-height: 32px; border-radius: 6px; border: 1px solid light-dark(#c6ccd5, #4a5260); background: light-dark(#fff, #14171c); color: var(--ink); padding: 4px 8px; min-width: 0; width: 100%; }
input[type=checkbox] { width: 16px; min-height: 16px; accent-color: var(--accent); }
button { width: auto; padding: 4px 12px; background: light-dark(#f3f5f7, #2a3039); cursor: pointer; }
button:hover { border-color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); flex: 1 1 100%; font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.badge { display: inline-block; font-size: 12px; font-weight: 500; line-height: 16px; padding: 2px 8px; border-radius: 10px; white-space: nowrap; color: var(--tone); background: color-mix(in srgb, var(--tone) 12%, transparent); }
.badge { --tone: light-dark(#566070, #aab4c2); }
.badge.good { --tone: light-dark(#0a6b3d, #5fd39b); }
.badge.busy { --tone: light-dark(#1757b8, #86b6ff); }
.badge.warn { --tone: light-dark(#8a5300, #f0b65c); }
.badge.bad { --tone: light-dark(#b3261e, #ff9d94); }
#events ul { list-style: none; max-height: 480px; overflow: auto; }
#events li { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; padding: 6px 0 6px 8px; border-top: 1px solid var(--line); }
#events li .what { flex: 1 1 100%; }
#events button { min-height: 24px; padding: 0 8px; font-size: 12px; }
#events small { display: block; }
#faults form + form { margin-top: 8px; }
@media (max-width: 860px) {
  main { grid-template-columns: minmax(0, 1fr); padding: 16px 12px; }
  header { padding: 12px; }
  header nav { margin: 0; }
}
@media (max-width: 560px) {
  summary { grid-template-columns: auto minmax(0, 1fr); gap: 4px 12px; padding: 10px 12px; }
  .amount { text-align: start; }
  .what, summary time { grid-column: 1 / -1; text-align: start; }
  summary .state { grid-row: 1; grid-column: 2; }
  summary::after { display: none; }
  .inside { padding: 4px 12px 12px; }
  input, select, button { min-height: 44px; font-size: 16px; }
}
`
