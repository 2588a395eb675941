import type { Page } from "playwright-core";

/**
 * What is wrong with how a page looks, in a line each: as the browser has laid it out, with its own fonts.
 *
 * Boxes of a picture may only be inside of one another or apart; their text stays inside of them, and labels of lines cover none.
 */
export async function flaws(page: Page): Promise<readonly string[]> {
  return [...(await page.evaluate(overlaps)), ...(await contrasts(page)), ...(await sideways(page))];
}

/** Pixels of text that a reader can see, the smallest first. */
export function smallestText(page: Page): Promise<number> {
  return page.evaluate(() => {
    const sizes = [...document.querySelectorAll("svg.lgd text")].flatMap((text) => {
      if (text.getBoundingClientRect().width === 0 || !(text instanceof SVGGraphicsElement)) return [];
      const scale = text.getScreenCTM()?.a ?? 1;
      return [Number.parseFloat(getComputedStyle(text).fontSize) * scale];
    });
    return Math.min(...sizes);
  });
}

/** Runs in the browser. */
function overlaps(): string[] {
  const found: string[] = [];
  const isSeen = (element: Element) => element.getBoundingClientRect().width > 0;
  for (const svg of [...document.querySelectorAll("svg.lgd")].filter(isSeen)) {
    const scale = svg.getBoundingClientRect().width / Number(svg.getAttribute("width"));
    const slack = 0.6 * scale;
    const whole = svg.getBoundingClientRect();
    const name = (element: Element) =>
      (element.textContent ?? "").trim().slice(0, 40).replaceAll("\n", " / ");
    const inside = (inner: DOMRect, outer: DOMRect) =>
      inner.left >= outer.left - slack &&
      inner.right <= outer.right + slack &&
      inner.top >= outer.top - slack &&
      inner.bottom <= outer.bottom + slack;
    const apart = (one: DOMRect, other: DOMRect) =>
      one.right <= other.left + slack ||
      other.right <= one.left + slack ||
      one.bottom <= other.top + slack ||
      other.bottom <= one.top + slack;
    const boxes = [...svg.querySelectorAll(".box > rect")].map((rect) => ({
      at: rect.getBoundingClientRect(),
      name: name(rect.parentElement ?? rect),
    }));
    boxes.forEach((one, index) => {
      for (const other of boxes.slice(index + 1)) {
        if (!apart(one.at, other.at) && !inside(one.at, other.at) && !inside(other.at, one.at)) {
          found.push(`boxes overlap: ${one.name} and ${other.name}`);
        }
      }
      if (!inside(one.at, whole)) found.push(`box is cut off: ${one.name}`);
    });
    const texts = [...svg.querySelectorAll("text")].filter(isSeen).map((text) => ({
      text,
      at: text.getBoundingClientRect(),
      name: name(text),
    }));
    texts.forEach((one, index) => {
      if (!inside(one.at, whole)) found.push(`text is cut off: ${one.name}`);
      const box = one.text.closest(".box")?.querySelector(":scope > rect");
      if (box && !inside(one.at, box.getBoundingClientRect())) found.push(`text leaves its box: ${one.name}`);
      for (const other of texts.slice(index + 1)) {
        // lines of text stand close: what counts is what is written
        const touch = Math.min(one.at.bottom, other.at.bottom) - Math.max(one.at.top, other.at.top);
        if (!apart(one.at, other.at) && touch > 4 * scale)
          found.push(`texts overlap: ${one.name} and ${other.name}`);
      }
    });
    // where there is little room, words have a rim that the line goes under
    const isWide = Number(svg.getAttribute("width")) > 500;
    const words = [...svg.querySelectorAll(isWide ? ".words text, .label text" : ".label text")].filter(
      isSeen,
    );
    for (const line of svg.querySelectorAll<SVGPathElement>(".edge .line")) {
      const length = line.getTotalLength();
      const steps = Array.from({ length: Math.ceil(length / 3) }, (_, index) =>
        line.getPointAtLength(index * 3),
      );
      const matrix = line.getScreenCTM() ?? new DOMMatrix();
      const points = steps.map((each) => each.matrixTransform(matrix));
      for (const text of words) {
        const at = text.getBoundingClientRect();
        const isMet = points.some(
          ({ x, y }) => x > at.left && x < at.right && y > at.top + 3 * scale && y < at.bottom - 3 * scale,
        );
        if (isMet) found.push(`line crosses words: ${name(text)}`);
      }
    }
    const leaves = [...svg.querySelectorAll(".box > rect")].filter(
      (rect) => !rect.parentElement?.matches(".frame, .public, .private"),
    );
    for (const label of svg.querySelectorAll(".label > rect")) {
      const at = label.getBoundingClientRect();
      for (const box of leaves) {
        if (!apart(at, box.getBoundingClientRect())) {
          found.push(
            `label covers a box: ${name(label.parentElement ?? label)} and ${name(box.parentElement ?? box)}`,
          );
        }
      }
    }
  }
  return found;
}

/** Text that has less than 4.5:1 on what is behind it. */
async function contrasts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const parse = (text: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return text === "none" ? [0, 0, 0, 0] : [red, green, blue, alpha];
    };
    const light = ([red, green, blue]: Colour) =>
      [red, green, blue]
        .map((each) => each / 255)
        .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
        .reduce((sum, each, index) => sum + each * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
    const ratio = (one: Colour, other: Colour) => {
      const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    /** The first that is painted below: a rectangle of a picture, else a background of the page. */
    const ground = (element: Element): Colour => {
      const svg = element.closest("svg");
      const at = element.getBoundingClientRect();
      const [x, y] = [at.left + at.width / 2, at.top + at.height / 2];
      if (svg) {
        const below = [...svg.querySelectorAll("rect")].filter((rect) => {
          const place = rect.getBoundingClientRect();
          return (
            place.left <= x &&
            x <= place.right &&
            place.top <= y &&
            y <= place.bottom &&
            !rect.closest(".lock")
          );
        });
        const last = below.filter((rect) => rect.compareDocumentPosition(element) & 4).at(-1);
        if (last) return parse(getComputedStyle(last).fill);
      }
      for (let up: Element | null = element; up; up = up.parentElement) {
        const colour = parse(getComputedStyle(up).backgroundColor);
        if (colour[3] > 0.99) return colour;
      }
      return [255, 255, 255, 1];
    };
    const found = new Set<string>();
    for (const element of document.querySelectorAll("body *")) {
      const own = [...element.childNodes].some(
        ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
      );
      const isDrawn =
        element.getBoundingClientRect().width > 0 && getComputedStyle(element).visibility === "visible";
      if (!own || !isDrawn || element.closest("title, desc, style, script")) continue;
      const style = getComputedStyle(element);
      const colour = parse(element.closest("svg") ? style.fill : style.color);
      const contrast = ratio(colour, ground(element));
      if (contrast < 4.5) {
        found.add(`contrast ${contrast.toFixed(2)}: ${(element.textContent ?? "").trim().slice(0, 40)}`);
      }
    }
    return [...found];
  });
}

/** What makes a page scroll to the side. */
async function sideways(page: Page): Promise<readonly string[]> {
  const [wide = 0, room = 0] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  return wide > room ? [`the page is ${wide} pixels wide, of ${room}`] : [];
}
