/** The colours of every page, light and dark by the reader's setting. */
export const PALETTE = `
:root { --paper: #faf9f6; --card: #ffffff; --ink: #23272e; --soft: #6b7078; --line: #e2dfd8; --target: #2b6f93; --output: #d97a1f; --error: #b8405e; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --paper: #14161a; --card: #1c1f24; --ink: #e6e4de; --soft: #979ba3; --line: #30343b; --target: #62b0d8; --output: #f0a04b; --error: #e8718d; } }
`;

/** The page's style sheet: one column, quiet colours, light and dark by the reader's setting, fit for print. */
export const STYLE = `
${PALETTE}* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 48px 24px 80px; }
header p { color: var(--soft); margin: 4px 0 0; }
h1 { font-size: 30px; line-height: 1.2; margin: 0; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 0 0 10px; font-weight: 620; }
section { margin-top: 44px; }
.note { color: var(--soft); margin: -6px 0 14px; max-width: 90ch; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 28px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tile b { display: block; font-size: 25px; font-weight: 620; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 14px; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 16px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px 10px; min-width: 0; }
figcaption { color: var(--soft); font-size: 14px; margin-top: 4px; }
figure > svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 12px; font-family: inherit; font-variant-numeric: tabular-nums; }
.grid path { stroke: var(--line); stroke-width: 1; }
.curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.curve.dashed { stroke-dasharray: 5 4; }
.curve.target { stroke: var(--target); stroke-width: 3.2; } .curve.output { stroke: var(--output); } .curve.error { stroke: var(--error); } .curve.quiet { stroke: var(--soft); }
.bar.target { fill: var(--target); } .bar.output { fill: var(--output); } .bar.error { fill: var(--error); } .bar.quiet { fill: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; margin-bottom: 6px; }
.legend i { display: inline-block; width: 18px; margin-right: 7px; vertical-align: middle; border-top: 3px solid currentColor; }
.legend .dashed i { border-top-style: dashed; }
.legend .target i { color: var(--target); } .legend .output i { color: var(--output); } .legend .error i { color: var(--error); } .legend .quiet i { color: var(--soft); }
.below, .spectrogram { margin-top: 16px; }
.spectrogram .plot { display: grid; grid-template-columns: 48px 1fr; }
.spectrogram .hertz { position: relative; font-size: 12px; color: var(--soft); }
.spectrogram .hertz span { position: absolute; right: 8px; transform: translateY(50%); }
.spectrogram img { width: 100%; height: 160px; border-radius: 6px; }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 10px; border-spacing: 0; overflow: hidden; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 7px 16px; border-top: 1px solid var(--line); font-weight: 400; vertical-align: top; }
tr:first-child > * { border-top: 0; }
th { color: var(--soft); width: 42%; }
.findings td:first-child { width: 84px; } .findings .ok { color: var(--soft); } .findings .info { color: var(--target); } .findings .warning { color: var(--output); } .findings .error { color: var(--error); }
.player { display: grid; grid-template-columns: 190px 1fr; align-items: center; gap: 12px; padding: 6px 0; }
.player audio { width: 100%; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; margin: 0 0 12px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
@media (max-width: 560px) { main { padding: 28px 16px 56px; } .player { grid-template-columns: 1fr; gap: 2px; } }
@media print { figure, table, .tile { break-inside: avoid; } .player { display: none; } }
`;
