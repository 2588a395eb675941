/**
 * `npm run bench`: what synthesis costs. `npm run bench -- tracing [--quick]`: what tracing costs.
 */
const [topic = "synth", ...args] = process.argv.slice(2);

if (topic === "synth") {
  await import("./synth");
} else if (topic === "tracing" && args.every((each) => each === "--quick")) {
  const { benchTracing } = await import("./tracing/bench");
  process.exitCode = (await benchTracing({ isQuick: args.length > 0 })) ? 0 : 1;
} else {
  console.error(`There is no benchmark "${[topic, ...args].join(" ")}": try "synth" or "tracing [--quick]".`);
  process.exitCode = 2;
}

export {};
