/** Bottleneck without its connections to Redis: the same types. */
declare module "bottleneck/light.js" {
  import Bottleneck from "bottleneck";
  export default Bottleneck;
}
