package dev.ballast.report;

/**
 * The page's style sheet. The colours of series are those of M. Okabe and K. Ito, "Color Universal
 * Design" (2008), which colour-blind readers can tell apart; series differ in shape as well.
 */
final class PageStyle {
  private PageStyle() {}

  /** The colours, for light and for dark surroundings. */
  static final String COLOURS =
      """
      :root{color-scheme:light dark;--paper:#fff;--panel:#f6f7f9;--ink:#1b2330;--soft:#5b6675;
      --line:#dde2e8;--good:#00724f;--bad:#b63a00;--open:#8a6100;--succeeded:#7db8de;
      --degraded:#f0b93a;--failed:#d55e00;--actual:#0b4f80;--predicted:#6b7480;--band:#9aa4b055;
      --without:#c0408a;--eject:#8a6100;--breaker:#6a3fa0}
      @media screen and (prefers-color-scheme:dark){:root{--paper:#12161c;--panel:#1b212a;--ink:#e6eaf0;
      --soft:#9aa6b5;--line:#303946;--good:#4cc79b;--bad:#ff8a4d;--open:#e8b84a;
      --succeeded:#3a7fb0;--degraded:#c8921a;--failed:#e8702a;--actual:#7cc4f5;
      --predicted:#a5afbb;--band:#8a96a555;--without:#f08cc4;--eject:#e8b84a;--breaker:#bb98ea}}
      """;

  /** How charts look, in a page and on their own. */
  static final String CHARTS =
      """
      svg text{fill:var(--soft)}
      .grid{stroke:var(--line);fill:none}
      .succeeded{fill:var(--succeeded)}.degraded{fill:var(--degraded)}.failed{fill:var(--failed)}
      .hatch{fill:url(#hatch)}
      .offered,.predicted,.actual,.without,.bound{fill:none;stroke-width:1.8;
      stroke-linejoin:round}
      .offered{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:1 2.5;stroke-linecap:round}
      .predicted{stroke:var(--predicted);stroke-dasharray:6 4}
      .actual{stroke:var(--actual)}.without{stroke:var(--without);stroke-dasharray:2 3}
      .bound{stroke:var(--bad);stroke-width:1}svg .boundlabel{fill:var(--bad)}
      .band{fill:var(--band)}
      .rule{fill:none;stroke-dasharray:3 3}.rule.faultbegan{stroke:var(--bad)}
      .rule.faultended{stroke:var(--good)}
      .mark{stroke-width:1.4}
      .mark.faultbegan{fill:var(--bad)}.mark.faultended{fill:var(--good)}
      .mark.opened{fill:var(--breaker)}.mark.closed{fill:var(--paper);stroke:var(--breaker)}
      .mark.ejected{fill:var(--eject)}.mark.returned{fill:var(--paper);stroke:var(--eject)}
      .mark.program{fill:var(--ink)}
      """;

  static final String CSS =
      COLOURS
          + """
          *{box-sizing:border-box}
          body{margin:0;background:var(--paper);color:var(--ink);
          font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
          main{max-width:1180px;margin:0 auto;padding:28px 24px 60px}
          header{border-left:8px solid var(--tone);padding:2px 0 2px 20px;margin-bottom:20px}
          .PASS{--tone:var(--good)}.FAIL{--tone:var(--bad)}.INCONCLUSIVE{--tone:var(--open)}
          .badge{display:inline-block;font-weight:700;letter-spacing:.04em;color:var(--tone)}
          header .badge{font-size:34px;line-height:1.15}
          .badge.small{font-size:14px}
          h1{font-size:19px;margin:2px 0 4px;font-weight:600}
          h2{font-size:19px;margin:40px 0 4px;padding-top:14px;border-top:1px solid var(--line)}
          h3{font-size:15px;margin:26px 0 8px}
          p{margin:4px 0;max-width:80ch}
          .soft,figcaption,caption{color:var(--soft)}
          .facts{display:flex;flex-wrap:wrap;gap:12px;margin:18px 0}
          .fact{flex:1 1 190px;background:var(--panel);border-radius:8px;padding:12px 16px}
          .fact b{display:block;font-size:24px;line-height:1.25;font-weight:650}
          .fact b small{font-size:15px;font-weight:400;color:var(--soft)}
          .fact span{color:var(--soft);font-size:13px}
          .scroll{overflow-x:auto}
          table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
          th,td{text-align:right;padding:5px 10px;border-bottom:1px solid var(--line);
          white-space:nowrap}
          th{font-weight:600;font-size:13px;color:var(--soft)}
          th:first-child,td:first-child{text-align:left;padding-left:0}
          td:first-child{white-space:normal;overflow-wrap:anywhere;min-width:11em}
          th.left,td.left{text-align:left;white-space:normal;min-width:16em}
          tr.subject td{font-weight:600;padding-top:14px}
          tr.headline td:first-child{font-weight:600}
          td.better,td.worse,td.same,td.open{color:var(--tone);font-weight:600}
          .yes{color:var(--good);font-weight:600}.no{color:var(--bad);font-weight:700}
          .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,520px),1fr));
          gap:18px 26px}
          figure{margin:0;min-width:0}
          figcaption{font-size:13px;font-weight:600;margin-bottom:2px}
          figure>svg{display:block;width:100%;height:auto}
          figure>svg text{font-size:11px}
          .legend{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;color:var(--soft)}
          .key svg,.glyph{width:22px;height:12px;vertical-align:-1px;margin-right:6px}
          .glyph{width:14px;height:14px;vertical-align:-2px}
          """
          + CHARTS
          + """
          .better{--tone:var(--good)}.worse{--tone:var(--bad)}.same{--tone:var(--soft)}
          .open{--tone:var(--open)}
          .whisker{fill:none;stroke:var(--tone);stroke-width:1.8}.dot{fill:var(--tone)}
          .overloaded{fill:var(--predicted)}
          .hint{fill:transparent}.hint:hover{fill:var(--ink);fill-opacity:.08}
          ol.story{list-style:none;margin:0;padding:0}
          ol.story li{display:grid;grid-template-columns:5.2em 20px 1fr;padding:2px 0;
          overflow-wrap:anywhere}
          ol.story time{text-align:right;padding-right:10px;color:var(--soft);
          font-variant-numeric:tabular-nums;white-space:nowrap}
          .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));
          gap:0 40px}
          details{margin:14px 0}summary{cursor:pointer;font-weight:600}
          pre,code{font:13px/1.45 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
          pre{background:var(--panel);border-radius:8px;padding:14px 16px;overflow-x:auto;
          white-space:pre-wrap;overflow-wrap:anywhere}
          .check{margin:6px 0;padding-left:12px;border-left:4px solid var(--tone)}
          .ERROR{--tone:var(--bad)}.WARNING{--tone:var(--open)}.NOTE{--tone:var(--soft)}
          footer{margin-top:44px;padding-top:14px;border-top:1px solid var(--line);
          color:var(--soft);font-size:13px;overflow-wrap:anywhere}
          @media(max-width:600px){main{padding:18px 14px 40px}header .badge{font-size:27px}
          figure>svg text{font-size:17px}}
          @media print{main{max-width:none;padding:0}body{font-size:11px}
          figure,tr,li,.fact{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}
          .succeeded,.degraded,.failed,.fact,pre{print-color-adjust:exact;
          -webkit-print-color-adjust:exact}
          .charts{grid-template-columns:1fr 1fr}}
          """;
}
