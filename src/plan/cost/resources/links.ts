import { block, blocks, NotKnown, told } from "../attributes";
import type { World } from "../world";
import { Clusters } from "./clusters";
import { type Definitions, definitionsOf } from "./definitions";
import { type LogWriters, logWritersOf } from "./logs";
import { type Scaling, scalingOf } from "./scaling";

/** What belongs to what on a side, each found once where it is first asked for. */
export class Links {
  #clusters: Clusters | undefined;
  #scaling: Scaling | undefined;
  #definitions: Definitions | undefined;
  #logs: LogWriters | undefined;
  #watchesAgents: boolean | NotKnown | undefined;

  constructor(private readonly world: World) {}

  get clusters(): Clusters {
    this.#clusters ??= new Clusters(this.world);
    return this.#clusters;
  }

  get scaling(): Scaling {
    this.#scaling ??= scalingOf(this.world, this.clusters);
    return this.#scaling;
  }

  get definitions(): Definitions {
    this.#definitions ??= definitionsOf(this.world);
    return this.#definitions;
  }

  get logs(): LogWriters {
    this.#logs ??= logWritersOf(this.world);
    return this.#logs;
  }

  /** Whether an alarm watches metric data of traced agents, which the platform's library writes. */
  get watchesAgents(): boolean | NotKnown {
    this.#watchesAgents ??= watchesAgents(this.world);
    return this.#watchesAgents;
  }
}

const AGENTS = "LangGraphPlatform/Agents";

function watchesAgents(world: World): boolean | NotKnown {
  let doubt: NotKnown | undefined;
  for (const alarm of world.ofType("aws_cloudwatch_metric_alarm")) {
    const queries = blocks(alarm, "metric_query");
    const metrics = queries instanceof NotKnown ? [queries] : queries.map((each) => block(each, "metric"));
    for (const source of [alarm, ...metrics]) {
      const read = source instanceof NotKnown ? source : told(source, "namespace");
      if (read instanceof NotKnown) doubt = read;
      else if (read.text("namespace") === AGENTS) return true;
    }
  }
  return doubt ?? false;
}
