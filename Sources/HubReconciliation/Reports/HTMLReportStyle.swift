/// The style sheet of the HTML report: light and dark as the reader's system has it, and black on white in print.
///
/// Contrast of text is at least 4.5 to 1, of bars 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
let htmlReportStyle: StaticString = """
    :root { color-scheme: light dark; --page: #fff; --text: #1c2126; --quiet: #59636e; --rule: #d5dae0;
      --panel: #f5f7f9; --track: #e3e7ec; --good: #1f7a4d; --bad: #b3261e; --a: #2f6f9f; --b: #8a6d00; --c: #b55a00;
      --d: #b3391e; --e: #8c1d40; --link: #0b57a4; }
    @media (prefers-color-scheme: dark) { :root { --page: #14181c; --text: #e4e8ec; --quiet: #a2adb8; --rule: #363e47;
      --panel: #1d2329; --track: #323a43; --good: #4cc38a; --bad: #ff8a7d; --a: #6cb2e8; --b: #d9b640; --c: #f0964a;
      --d: #ff7d61; --e: #f27fa5; --link: #8cc2ff; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1rem 1.5rem 3rem; max-width: 96rem; background: var(--page); color: var(--text);
      font: 15px/1.45 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
    h1 { font-size: 1.6rem; margin: .4rem 0 .2rem; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
    figure h2 { margin: 0 0 .5rem; }
    p { margin: .3rem 0; }
    a { color: var(--link); }
    a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: .5rem; padding: .4rem .8rem; background: var(--page); }
    caption, .quiet, td.why { color: var(--quiet); }
    .lead { font-size: 1.1rem; }
    nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; margin: .6rem 0; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .6rem 0; }
    dt { color: var(--quiet); }
    dd { margin: 0; overflow-wrap: anywhere; }
    .pictures { columns: 2 32rem; column-gap: 1rem; margin-top: 1rem; }
    figure { break-inside: avoid; margin: 0 0 1rem; padding: 1rem; background: var(--panel); border: 1px solid var(--rule); border-radius: .4rem; }
    .scroll { overflow-x: auto; margin-bottom: 1rem; }
    figure .scroll { margin: 0; }
    svg { display: block; width: 100%; max-width: 42rem; font-size: 12px; }
    svg text { fill: var(--text); font-variant-numeric: tabular-nums; }
    svg .group { font-weight: 600; }
    .track { fill: var(--track); } .good { fill: var(--good); } .bad { fill: var(--bad); } .age-0 { fill: var(--a); }
    .age-1 { fill: var(--b); } .age-2 { fill: var(--c); } .age-3 { fill: var(--d); } .age-4 { fill: var(--e); }
    table { border-collapse: collapse; width: 100%; font-size: .9rem; }
    caption { text-align: left; padding: .2rem 0 .4rem; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--rule);
      font-weight: normal; }
    thead th { font-weight: 600; border-bottom-width: 2px; white-space: nowrap; }
    .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    .date { white-space: nowrap; }
    .text { overflow-wrap: anywhere; min-width: 7rem; max-width: 24rem; }
    .long { overflow-wrap: anywhere; min-width: 12rem; }
    .class { white-space: nowrap; }
    td.class { color: var(--bad); font-weight: 600; }
    td ul { margin: .2rem 0 0; padding-left: 1.1rem; }
    @page { size: landscape; margin: 1.2cm; }
    @media print { :root { color-scheme: light; --page: #fff; --text: #000; --quiet: #444; --rule: #999; --panel: #fff;
      --track: #e3e7ec; --good: #1f7a4d; --bad: #b3261e; --a: #2f6f9f; --b: #8a6d00; --c: #b55a00; --d: #b3391e;
      --e: #8c1d40; --link: #000; }
      body { max-width: none; padding: 0; font-size: 9pt; } nav, .skip { display: none; }
      .scroll { overflow: visible; } svg { print-color-adjust: exact; }
      .pictures { columns: 2; } .text, .long { min-width: 0; overflow-wrap: break-word; }
      thead { display: table-header-group; } tr, figure { break-inside: avoid; } h2 { break-after: avoid; } }

    """
