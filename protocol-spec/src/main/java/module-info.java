/**
 * The protocol: ids, names, the ClientHello reader, alerts and refusals, without input or output.
 */
module dev.alpnmux.spec {
  requires static transitive org.jspecify;

  exports dev.alpnmux.spec;
}
