/** Colours by what they are for: on light and on dark, each text at least 4.5:1 on what is behind it. */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ground: ["#ffffff", "#0f141b"],
  frame: ["#f6f8fa", "#141b24"],
  "frame-edge": ["#aab5c2", "#4a5867"],
  public: ["#eaf4ec", "#14261d"],
  "public-edge": ["#a5c9ae", "#2f5a41"],
  private: ["#eaf0f9", "#15202f"],
  "private-edge": ["#aac0df", "#304a6e"],
  card: ["#ffffff", "#1c2530"],
  "card-edge": ["#c6ced8", "#40505f"],
  chip: ["#f1f4f7", "#26313e"],
  text: ["#17212c", "#e9eef4"],
  muted: ["#4d5967", "#b0bcc9"],
  path: ["#1a5fcc", "#78adff"],
  rule: ["#56636f", "#9aa8b6"],
  control: ["#8440a8", "#cf9df0"],
  blue: ["#d9e7fd", "#1d3a66"],
  "blue-edge": ["#5c93e6", "#5c93e6"],
  green: ["#d8f0de", "#1b4429"],
  "green-edge": ["#4fa869", "#4fa869"],
  added: ["#0f5f2c", "#8fe0a8"],
  "added-edge": ["#4fa869", "#4fa869"],
  "added-wash": ["#f4fbf6", "#142519"],
  "added-ground": ["#dcf2e1", "#163a23"],
  changed: ["#744600", "#f3c572"],
  "changed-edge": ["#d29a2c", "#d29a2c"],
  "changed-wash": ["#fef8ea", "#262012"],
  "changed-ground": ["#fcebc8", "#3f2f0c"],
  replaced: ["#86266f", "#f2a5de"],
  "replaced-edge": ["#c468ad", "#c468ad"],
  "replaced-wash": ["#fdf4fb", "#2a1526"],
  "replaced-ground": ["#f9e0f3", "#451a3b"],
  destroyed: ["#9c121b", "#ffaaa5"],
  "destroyed-edge": ["#e0605a", "#e0605a"],
  "destroyed-wash": ["#fef4f3", "#2d1517"],
  "destroyed-ground": ["#fde3e1", "#4c1a1b"],
  moved: ["#0a566f", "#8dd6ec"],
  "moved-edge": ["#3f9fbd", "#3f9fbd"],
  "moved-wash": ["#f1fafd", "#11242d"],
  "moved-ground": ["#daf0f7", "#10384a"],
};

const TONES = ["added", "changed", "replaced", "destroyed", "moved"];

/** The same in every picture, so that a page with several needs it once. */
export const STYLE = [
  `.lgd{${variables(0)}}`,
  `@media (prefers-color-scheme:dark){.lgd{${variables(1)}}}`,
  `.lgd text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:11.5px;fill:var(--lgd-muted)}`,
  ".lgd .t{font-size:13px;font-weight:600;fill:var(--lgd-text)}",
  ".lgd .h{font-size:18px;font-weight:650;fill:var(--lgd-text)}",
  ".lgd .c{font-size:11.5px;font-weight:600;letter-spacing:.02em}",
  ".lgd .l{fill:var(--lgd-text)}",
  ".lgd .lb{fill:var(--lgd-ground);stroke:none}",
  ".lgd .ground{fill:var(--lgd-ground)}",
  ...["frame", "public", "private", "card", "blue", "green"].map(
    (each) => `.lgd .${each}>rect{fill:var(--lgd-${each});stroke:var(--lgd-${each}-edge)}`,
  ),
  ...["frame", "public", "private"].map(
    (each) =>
      `.lgd .words.${each} text{paint-order:stroke;stroke:var(--lgd-${each});stroke-width:5px;stroke-linejoin:round}`,
  ),
  ".lgd .chip>rect{fill:var(--lgd-chip);stroke:var(--lgd-card-edge)}",
  ".lgd .outside>rect{fill:var(--lgd-ground);stroke:var(--lgd-rule);stroke-dasharray:4 3}",
  ...TONES.map(
    (each) =>
      `.lgd .card.is-${each}>rect{fill:var(--lgd-${each}-wash)}.lgd .box.is-${each}>rect{stroke:var(--lgd-${each}-edge);stroke-width:1.5}`,
  ),
  ".lgd .gone.box>rect{stroke:var(--lgd-destroyed-edge);stroke-dasharray:5 3}",
  ".lgd .line{fill:none;stroke-width:1.4;stroke:var(--lgd-rule)}",
  ".lgd .tip{stroke:none;fill:var(--lgd-rule)}",
  ".lgd .route .line{stroke-dasharray:4 3}",
  ".lgd .path .line{stroke:var(--lgd-path);stroke-width:2.2}.lgd .path .tip{fill:var(--lgd-path)}",
  ".lgd .control .line{stroke:var(--lgd-control);stroke-dasharray:1.5 3;stroke-linecap:round;stroke-width:1.8}.lgd .control .tip{fill:var(--lgd-control)}",
  ".lgd .icon{fill:none;stroke:var(--lgd-muted);stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}",
  ".lgd .lock{fill:none;stroke:var(--lgd-muted);stroke-width:1.3}.lgd .own{fill:var(--lgd-muted)}",
  ...TONES.map(
    (each) =>
      `.lgd .m-${each}>rect{fill:var(--lgd-${each}-ground);stroke:none}.lgd text.m-${each},.lgd .m-${each}>text{fill:var(--lgd-${each});font-weight:650}`,
  ),
].join("\n");

function variables(scheme: 0 | 1): string {
  return Object.entries(COLOURS)
    .map(([name, pair]) => `--lgd-${name}:${pair[scheme]}`)
    .join(";");
}
