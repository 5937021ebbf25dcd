import { createHash } from 'node:crypto';

/** The report's own style sheet, for A4 and for a screen; it stands in the document, so that a file of it is whole. */
export const STYLE = `
@page{size:A4;margin:16mm 14mm 18mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:190mm;padding:8mm 4mm;font:10pt/1.4 system-ui,'Noto Sans','Liberation Sans',sans-serif;color:#131a22;background:#fff;font-variant-numeric:tabular-nums}
h1{font-size:18pt;line-height:1.2;margin:0 0 2mm}
h2{font-size:12pt;margin:7mm 0 2mm;break-after:avoid}
p{margin:0 0 2mm;max-width:75em}
.muted,caption,small{color:#4a5563}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:3mm;margin:4mm 0;padding:0}
.figures div{border:1px solid #d5dbe3;padding:2mm 3mm;break-inside:avoid}
.figures dt{color:#4a5563;font-size:8.5pt}
.figures dd{margin:0;font-size:13pt;font-weight:600}
dl.facts{display:grid;grid-template-columns:38mm 1fr;gap:1mm 4mm;margin:0}
dl.facts dt{color:#4a5563}
dl.facts dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:8.5pt}
caption{text-align:left;padding:0 0 1mm}
th,td{text-align:right;padding:.6mm 2mm .6mm 0;border-bottom:1px solid #d5dbe3;vertical-align:top}
th:first-child,td:first-child,.words{text-align:left}
thead{display:table-header-group}
tr{break-inside:avoid}
thead th{border-bottom:1px solid #7d8896;color:#4a5563;font-weight:500}
.bad{color:#a1083b;font-weight:600}
svg{display:block;width:100%;height:auto;break-inside:avoid}
svg text{font:10px system-ui,'Noto Sans','Liberation Sans',sans-serif;fill:#4a5563}
code{font-family:ui-monospace,Menlo,'Liberation Mono',monospace;font-size:8.5pt;overflow-wrap:anywhere}
.broke{border:2px solid #a1083b;padding:3mm}
@media (max-width:40em){.figures{grid-template-columns:1fr 1fr}.wide{overflow-x:auto}dl.facts{grid-template-columns:1fr}}
@media print{body{padding:0;max-width:none}a{color:inherit;text-decoration:none}.wide{overflow:visible}}
`;

/** No script and nothing from anywhere: this style sheet alone. */
export const REPORT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
