/** Something and how long it took. */
export interface Timed {
  readonly what: string;
  readonly seconds: number;
}

/** The steps that `npm start` tells: `✔ Planning again: No changes (6s)`. */
export function stepsOf(output: string): readonly Timed[] {
  return [...output.matchAll(/^✔ (.+) \(((?:\d+m )?\d+s)\)$/gm)].map(([, what = "", taken = ""]) => ({
    what,
    seconds: inSeconds(taken),
  }));
}

/** What Terraform took longest to make: `aws_db_instance.main: Creation complete after 1m21s [id=...]`. */
export function waitsOf(log: string): readonly Timed[] {
  return [...log.matchAll(/^(\S+): Creation complete after ((?:\d+m)?\d+s)/gm)]
    .map(([, what = "", taken = ""]) => ({ what, seconds: inSeconds(taken) }))
    .sort((a, b) => b.seconds - a.seconds);
}

/** Of `1m21s` or `1m 21s`. */
function inSeconds(text: string): number {
  const [, minutes = "0", seconds = "0"] = /^(?:(\d+)m ?)?(\d+)s$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
