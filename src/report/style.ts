/**
 * The only style sheet, part of every page: nothing is loaded, and the page's policy lets no other style in, which is why
 * no element has a style of its own.
 */
export const style = `
:root{color-scheme:light dark;--bg:#fff;--soft:#f4f5f7;--line:#d5d9e0;--text:#1b1f24;--quiet:#5b6470;--link:#0a53be;--accent:#0a53be;--band:#cfe0fb;--mark:#ffe58a;--mark-text:#1b1f24;--bad:#a3160b;--bad-bg:#fde7e4;--good:#176b2c;
--h1:#8c2d04;--h1t:#fff;--h2:#ad4a0c;--h2t:#fff;--h3:#fdb97d;--h3t:#2b1400;--h4:#fde3c8;--h4t:#2b1400;--h5:#fff6ec;--h5t:#2b1400}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--soft:#1e2329;--line:#3a424d;--text:#e8eaed;--quiet:#a3adb9;--link:#8ab8ff;--accent:#8ab8ff;--band:#243a5e;--mark:#6b5600;--mark-text:#fff;--bad:#ffa79e;--bad-bg:#43201c;--good:#84d69b;
--h1:#ffb27a;--h1t:#2b1400;--h2:#d9813f;--h2t:#1a0c00;--h3:#8f4f1f;--h3t:#fff;--h4:#573519;--h4t:#fff;--h5:#2b2119;--h5t:#f0e4da}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:76rem;margin:0 auto;padding:0 1rem}
header{padding-top:1rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:2px solid var(--line);padding-bottom:.25rem}
h3{font-size:1.05rem;margin:1rem 0 .25rem}
h4{font-size:1rem;margin:.75rem 0 .25rem}
a{color:var(--link)}
a:focus-visible,button:focus-visible,summary:focus-visible,input:focus-visible,select:focus-visible,.scroll:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99rem;top:0;background:var(--bg);padding:.5rem 1rem;z-index:2}
.skip:focus{left:0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin:.5rem 0}
nav a{display:inline-block;padding:.2rem 0}
.quiet,small{color:var(--quiet)}
small{font-size:.85rem}
.note{background:var(--soft);border-left:4px solid var(--line);padding:.5rem .75rem}
.warn{border-color:var(--bad);color:var(--bad);background:var(--bad-bg)}
.lead{font-size:1.05rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin:1rem 0}
.cards div{background:var(--soft);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .75rem}
.cards dt{color:var(--quiet);font-size:.9rem}
.cards dd{margin:0}
.cards strong{display:block;font-size:1.5rem;line-height:1.3}
.scroll{overflow-x:auto;margin:.75rem 0;position:relative}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--quiet);font-size:.9rem;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:normal}
thead th{background:var(--soft);font-weight:600;vertical-align:bottom}
tbody th{font-weight:500}
.n{text-align:right;white-space:nowrap}
th small,td small{display:block;font-weight:400}
td .said,.plain,#declines-table th,#declines-table td{overflow-wrap:anywhere}
.evaluations th[scope=row]{min-width:12rem}
#declines-table{table-layout:fixed}
#declines-table thead th:nth-child(-n+2){width:22%}#declines-table thead th:nth-child(3){width:7rem}
td.sub{padding-left:1.8rem}
tr.quiet th,tr.quiet td,tr.quiet a{color:var(--quiet)}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0;cursor:pointer;text-align:inherit;text-decoration:underline dotted;text-underline-offset:.2em}
th[aria-sort=ascending] button::after{content:" ▲"}
th[aria-sort=descending] button::after{content:" ▼"}
summary{cursor:pointer}
th summary small{padding-left:1.05rem}
summary>h3{display:inline;font-size:1rem}
details.group{border-bottom:1px solid var(--line);padding:.35rem 0}
ol.plain,ul.plain{list-style:none;padding-left:.75rem;margin:.35rem 0}
#operators-table th[scope=row],#operators-table td:last-child{min-width:10rem}
#criteria-table th[scope=row]{min-width:12rem}
@media (min-width:60rem){#criteria-table th[scope=row]{min-width:23rem}#operators-table th[scope=row]{min-width:15rem}
#criteria-table .coaching{--w:calc(min(76rem,100vw) - 4.5rem);width:var(--w);margin-right:calc(22rem - var(--w));display:grid;grid-template-columns:repeat(3,1fr);gap:0 1.5rem}}
.together{white-space:nowrap}
.coaching{position:relative;background:var(--bg);font-size:.95rem;padding:.25rem 0 .5rem}
.coaching h3,p.label{margin:.5rem 0 0;font-size:.95rem;font-weight:600}
.coaching ol.plain,.coaching ul.plain{padding-left:0}
td .plain{padding-left:0;margin:0}
td p.label:first-child{margin-top:0}
.plain li{padding:.15rem 0}
#calls-table td:nth-child(1),#calls-table td:nth-last-child(2){white-space:nowrap}
#calls-table td:nth-child(3){min-width:9rem}
#calls-table td:nth-child(2),#calls-table td:nth-child(4),#calls-table td:nth-last-child(-n+3),#calls-table th:nth-child(2),#calls-table th:nth-child(4),#calls-table th:nth-last-child(-n+3){text-align:right}
figure{margin:.5rem 0}
.chart{width:100%;height:auto;display:block}
.chart.wide{max-width:60rem}
.narrow{display:none}
.chart text{fill:var(--quiet);font-size:12px}
.chart .break-name{fill:var(--text)}
.grid,.axis{stroke:var(--line);fill:none}
.band{fill:var(--band)}
.mean{stroke:var(--accent);stroke-width:2;fill:none}
.dot{fill:var(--accent)}
.dot.few{fill:var(--bg);stroke:var(--accent);stroke-width:1.5}
.break{stroke:var(--text);stroke-dasharray:4 3;fill:none}
.whisker{stroke:var(--accent);stroke-width:1.5;fill:none}
.bar{display:block}
.heat{width:auto}
.heat td{text-align:center;padding:0;min-width:2.9rem}
.heat td a{display:block;padding:.35rem .3rem;color:inherit;text-decoration:none}
.heat td a:hover,.heat td a:focus-visible{text-decoration:underline}
.heat thead th{font-weight:400;font-size:.8rem;line-height:1.2;text-align:center}
.heat thead th:first-child{text-align:left}
.heat thead a{writing-mode:vertical-rl;transform:rotate(180deg);max-height:9.5rem;text-align:left}
.heat tbody th{position:sticky;left:0;background:var(--bg);min-width:9rem}
.heat .few{color:var(--quiet);font-style:italic}
.h1{background:var(--h1);color:var(--h1t)}.h2{background:var(--h2);color:var(--h2t)}.h3{background:var(--h3);color:var(--h3t)}.h4{background:var(--h4);color:var(--h4t)}.h5{background:var(--h5);color:var(--h5t)}
.legend span{display:inline-block;padding:.1rem .6rem;font-size:.85rem}
.badge{display:inline-block;border:1px solid currentColor;border-radius:.3rem;padding:0 .4rem;font-size:.85rem;font-weight:600}
.badge.high,.bad{color:var(--bad)}
.badge.low{color:var(--quiet)}
.filter{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;background:var(--soft);padding:.6rem .75rem;border-radius:.5rem}
.filter[hidden]{display:none}
.filter label{display:flex;flex-direction:column;font-size:.9rem;max-width:100%}
.filter .check{flex-direction:row;gap:.4rem;align-items:center}
input,select,button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--quiet);border-radius:.3rem;padding:.25rem .5rem;max-width:100%}
input[type=checkbox]{width:1.1rem;height:1.1rem}
input[type=search]{min-width:15rem}
.call{border:1px solid var(--line);border-radius:.5rem;margin:.6rem 0;padding:0 .75rem}
.call>summary{padding:.6rem 0}
.call>summary>h3{font-size:1rem}
.call[open]>summary{border-bottom:1px solid var(--line)}
.transcript{list-style:none;padding:0;margin:.5rem 0}
.transcript li{padding:.3rem .5rem;border-radius:.3rem;display:grid;grid-template-columns:3.6rem 1fr;gap:.1rem .5rem;white-space:pre-line}
.transcript li:target{outline:3px solid var(--accent)}
.transcript .client{background:var(--soft)}
.transcript time{color:var(--quiet);font-variant-numeric:tabular-nums}
mark{background:var(--mark);color:var(--mark-text);padding:0 .1em}
blockquote{margin:.25rem 0;padding-left:.6rem;border-left:3px solid var(--line)}
.said{white-space:pre-line}
footer{color:var(--quiet);font-size:.9rem;padding:2rem 1rem}
tr:target{outline:3px solid var(--accent);outline-offset:-3px}
tr[id]{scroll-margin-top:4rem}
.transcript li{scroll-margin-top:25vh}
.good{color:var(--good)}
@media (max-width:40rem){body{font-size:15px}.wide{display:none}.narrow{display:block}.stacked thead:not(:has(button)),.stacked thead th:not(:has(button)){position:absolute;left:-99rem}.stacked thead tr{display:flex;flex-wrap:wrap;gap:0 .9rem}.stacked thead tr::before{content:"Упорядочить:";color:var(--quiet)}.stacked thead th{background:none;font-weight:400}.stacked tr{display:block;border-bottom:1px solid var(--line);padding:.35rem 0}.stacked tr:target{padding:.35rem .5rem}.stacked th,.stacked td{display:block;overflow-wrap:anywhere;border:0;padding:.1rem 0;text-align:left}.stacked td:has(.bar){display:none}.stacked td.n{display:inline-block;margin-right:.9rem}.stacked td[data-l]::before{content:attr(data-l) ": ";color:var(--quiet)}.transcript li{grid-template-columns:3.2rem 1fr}caption{max-width:calc(100vw - 2rem)}.stacked thead:focus-within{position:static}
#calls-table td{display:inline-block;margin-right:.9rem;text-align:left}#calls-table td:first-child,#calls-table td:nth-child(3){display:block}.stacked td:empty,#calls-table td:empty{display:none}
#calls-table td:nth-child(2)::before{content:"Оценка, %: "}#calls-table td:nth-child(4):nth-last-child(5)::before{content:"Итог, %: "}#calls-table td:nth-child(5):nth-last-child(4)::before{content:"Критично: "}#calls-table td:nth-last-child(3)::before{content:"Без подтверждения: "}#calls-table td:nth-last-child(2)::before{content:"Договорённости: "}#calls-table td:last-child::before{content:"Отказы: "}#calls-table td::before{color:var(--quiet)}}
@media print{:root{color-scheme:light;--bg:#fff;--soft:#f4f5f7;--line:#c5cad2;--text:#000;--quiet:#444;--link:#000;--accent:#0a53be;--band:#cfe0fb;--mark:#ffe58a;--mark-text:#000;--bad:#a3160b;--bad-bg:#fff;--good:#176b2c;--h1:#8c2d04;--h1t:#fff;--h2:#ad4a0c;--h2t:#fff;--h3:#fdb97d;--h3t:#2b1400;--h4:#fde3c8;--h4t:#2b1400;--h5:#fff6ec;--h5t:#2b1400}
@page{margin:12mm}html{font-size:10pt}body{font-size:10pt}header,main,footer{max-width:none;padding:0}.skip,nav,.filter,button.tool{display:none}.scroll{overflow:visible}h2,h3,h4,tr,.chart,.cards div{break-inside:avoid}h2,h2+p,h3,h4,summary,caption{break-after:avoid}thead{display:table-header-group}a{text-decoration:none}.heat{font-size:7.5pt}.heat td{min-width:0;padding:.1rem .15rem}.heat tbody th{position:static;min-width:0}.heat thead th{font-size:6.5pt;padding:.2rem .1rem}.heat td a{padding:0}table{font-size:9pt}th,td{padding:.15rem .35rem}#criteria-table th[scope=row],#operators-table td:last-child,#calls-table td:nth-child(3){min-width:0!important}#operators-table th[scope=row]{min-width:9rem!important}.bar{width:70px}th button{display:contents}
thead .n{white-space:normal}#criteria-table th[scope=row]:has(.coaching){min-width:14rem!important}#criteria-table tr:has(.coaching){break-inside:auto}#criteria-table .coaching{--w:calc(186mm - .7rem);width:var(--w);margin-right:calc(13rem - var(--w));display:grid;grid-template-columns:repeat(3,1fr);gap:0 1rem;font-size:8pt}.plain li{break-inside:avoid}#calls-table{font-size:8pt}#calls-table th,#calls-table td{padding:.15rem .25rem}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
