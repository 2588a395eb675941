import { STYLE as PICTURE } from "../diagram";

/** For a desk, a telephone and paper; light and dark by the reader's preference. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fbfcfd;--card:#fff;--edge:#d5dbe2;--text:#17212c;--muted:#4d5967;--link:#1a5fcc;--soft:#eef1f5;
--add:#0f5f2c;--add-ground:#dcf2e1;--change:#744600;--change-ground:#fcebc8;--replace:#86266f;--replace-ground:#f9e0f3;--destroy:#9c121b;--destroy-ground:#fde3e1;--other:#0a566f;--other-ground:#daf0f7}
@media (prefers-color-scheme:dark){:root{--ground:#0f141b;--card:#171e27;--edge:#35424f;--text:#e9eef4;--muted:#b0bcc9;--link:#8bb8ff;--soft:#202a35;
--add:#8fe0a8;--add-ground:#163a23;--change:#f3c572;--change-ground:#3f2f0c;--replace:#f2a5de;--replace-ground:#451a3b;--destroy:#ffaaa5;--destroy-ground:#4c1a1b;--other:#8dd6ec;--other-ground:#10384a}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;scroll-padding-top:72px}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main,.top{max-width:1120px;margin:0 auto;padding:0 24px}
.top{padding-top:36px}
main{padding-bottom:64px}
h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.015em;font-weight:680}
h2{font-size:20px;line-height:1.3;margin:44px 0 12px;letter-spacing:-.01em;font-weight:660}
h3{font-size:15px;margin:26px 0 8px;font-weight:650}
p{margin:8px 0}
a{color:var(--link)}
code,pre{font:12.5px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.eyebrow{margin:0 0 6px;color:var(--muted);font-size:13px}
.muted{color:var(--muted)}
.tiles{display:flex;flex-wrap:wrap;gap:10px;margin:22px 0 10px;padding:0;list-style:none}
.tile{font:inherit;color:inherit;text-align:left;min-width:112px;padding:11px 15px;border-radius:10px;border:1px solid var(--edge);background:var(--card);display:block}
button.tile{cursor:pointer}
a.tile{text-decoration:none}
button.tile:hover,a.tile:hover{border-color:var(--muted)}
.tile b{display:block;font-size:22px;line-height:1.25;font-weight:660;font-variant-numeric:tabular-nums}
.tile span{font-size:13px;color:var(--muted)}
.tile.add b,.tile.kept b{color:var(--add)}.tile.change b{color:var(--change)}.tile.replace b{color:var(--replace)}.tile.destroy b,.tile.broken b{color:var(--destroy)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:6px}
nav{position:sticky;top:0;z-index:2;background:var(--ground);border-bottom:1px solid var(--edge);margin-top:18px}
nav>div{max-width:1120px;margin:0 auto;padding:10px 24px;display:flex;flex-wrap:wrap;gap:8px 18px;align-items:center}
nav a{text-decoration:none;font-size:14px;font-weight:550}
nav a:hover{text-decoration:underline}
nav label{margin-left:auto;display:flex;align-items:center;gap:10px;font-size:13px;color:var(--muted)}
input{font:inherit;font-size:14px;color:var(--text);background:var(--card);border:1px solid var(--muted);border-radius:8px;padding:6px 10px;width:250px;max-width:100%}
input::placeholder{color:var(--muted);opacity:1}
#shown{font-variant-numeric:tabular-nums;white-space:nowrap}
.note{border-left:3px solid var(--change);background:var(--change-ground);color:var(--change);padding:8px 14px;border-radius:0 8px 8px 0;margin:10px 0}
.note.error{border-color:var(--destroy);background:var(--destroy-ground);color:var(--destroy)}
.losses{list-style:none;margin:0;padding:0;border:1px solid var(--destroy);border-radius:10px;background:var(--card);overflow:hidden}
.losses li{display:grid;grid-template-columns:104px minmax(0,1fr);gap:4px 14px;padding:11px 15px}
.losses li+li{border-top:1px solid var(--edge)}
.losses p{margin:2px 0 0;font-size:14px}
.strong{font-weight:650}
.pill{display:inline-block;justify-self:start;align-self:start;white-space:nowrap;font-size:12px;line-height:20px;font-weight:650;padding:0 9px;border-radius:10px;background:var(--other-ground);color:var(--other)}
.pill.add{background:var(--add-ground);color:var(--add)}.pill.change{background:var(--change-ground);color:var(--change)}.pill.replace{background:var(--replace-ground);color:var(--replace)}.pill.destroy,.pill.forget{background:var(--destroy-ground);color:var(--destroy)}
.group{margin:0 0 14px;border:1px solid var(--edge);border-radius:10px;background:var(--card);overflow:hidden;content-visibility:auto;contain-intrinsic-size:auto 200px}
.group>h3{margin:0;padding:8px 15px;font-size:13.5px;background:var(--soft);display:flex;gap:8px;align-items:baseline}
.group>h3 span{font-weight:400;color:var(--muted)}
.row{border-top:1px solid var(--edge)}
.row summary{display:grid;grid-template-columns:104px minmax(0,1fr) minmax(0,270px);gap:2px 14px;padding:8px 15px;cursor:pointer;list-style:none}
.row summary::-webkit-details-marker{display:none}
.row summary:hover{background:var(--soft)}
.row[open] summary{background:var(--soft)}
.what b{font-weight:600;display:block}
.what code,.losses code{color:var(--muted)}
.type{color:var(--muted);font-size:12.5px;justify-self:end;text-align:right}
.why{grid-column:2/-1;font-size:13.5px;color:var(--muted)}
.why a,.rule a,.losses a{font-size:13px}
.verdict{font-weight:600}.verdict.kept{color:var(--add)}.verdict.broken{color:var(--destroy)}
.rule>p{margin:0;padding:0 15px 10px;font-size:14px}
.rule ul{list-style:none;margin:0;padding:4px 0}
.rule li{padding:6px 15px}
.rule li p{margin:0;font-size:14px}
.rule code{color:var(--muted)}
.found.row{outline:2px solid var(--link);outline-offset:-2px;border-radius:10px}
.diff{margin:0;padding:10px 15px 12px;border-top:1px solid var(--edge);white-space:pre-wrap;overflow-wrap:anywhere}
.diff span{display:block;padding-left:1.4em;text-indent:-1.4em}
.diff .plus{color:var(--add)}.diff .minus{color:var(--destroy)}.diff .tilde{color:var(--change)}.diff .note{all:unset;display:block;color:var(--muted)}
.diff .hit{background:var(--soft);font-weight:650}
table{border-collapse:collapse;width:100%;font-size:14px}
.sheet{border:1px solid var(--edge);border-radius:10px;background:var(--card);overflow:hidden;margin:0 0 12px}
th,td{padding:7px 15px;text-align:left;vertical-align:top;border-top:1px solid var(--edge)}
thead th{border-top:0;background:var(--soft);font-size:13px;font-weight:600;color:var(--muted)}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tfoot td{font-weight:650}
.fold{border:1px solid var(--edge);border-radius:10px;background:var(--card);margin:0 0 12px;overflow:hidden}
.fold>summary{padding:9px 15px;cursor:pointer;font-weight:600;font-size:14px}
.fold>summary:hover{background:var(--soft)}
.fold .sheet{border-width:1px 0 0;border-radius:0;margin:0}
.fold>p{padding:0 15px 10px;margin:0}
.picture{border:1px solid var(--edge);border-radius:12px;overflow:hidden;margin:0;padding:4px 10px 10px;background:var(--lgd-ground,var(--card))}
.picture svg{display:block;height:auto;margin:0 auto;max-width:100%}
.picture svg [class*=" is-"][data-box]{cursor:pointer}
.picture svg .found>rect{stroke:var(--link);stroke-width:3px}
.picture .small{display:none}
@media (max-width:940px){.picture .large{display:none}.picture .small{display:block}}
@media (max-width:640px){
main,.top,nav>div{padding-left:12px;padding-right:12px}
.top{padding-top:20px}
h1{font-size:23px}
.tiles li{flex:1 1 auto}
.tile{min-width:0;width:100%;padding:9px 12px}
nav label{margin-left:0;width:100%}
input{flex:1;width:auto;min-width:0}
.losses li,.row summary{grid-template-columns:minmax(0,1fr);padding:9px 12px}
.type{justify-self:start;text-align:left}
.why{grid-column:1}
th,td{padding:6px 9px}
.picture{padding:0;border-width:1px 0;border-radius:0;margin:0 -12px}
.picture svg{width:100%;max-width:480px}
.wide{display:none}
}
@media print{
:root{--ground:#fff}
nav{display:none}
body{font-size:11pt}
.group{content-visibility:visible;break-inside:auto}
.row,.losses li{break-inside:avoid}
button.tile{border-color:var(--edge)}
}
${PICTURE}
`;
