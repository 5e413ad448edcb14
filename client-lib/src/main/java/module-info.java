/**
 * Connects to services by name. The adaptors need the libraries that they adapt; without an adaptor
 * nothing but the JDK and the protocol is needed.
 *
 * <p>The factories for the drivers of MySQL and MariaDB are for the class path, where these drivers
 * live: one has no module name of its own, the other keeps the type that a factory extends to
 * itself. On the module path they take {@code --add-reads dev.alpnmux.client=ALL-UNNAMED}.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.alpnmux.client {
  requires dev.alpnmux.spec;
  requires java.naming;
  requires static transitive org.jspecify;

  // The adaptors
  requires static io.netty.buffer;
  requires static io.netty.common;
  requires static io.netty.handler;
  requires static io.netty.transport;
  requires static transitive io.vertx.core;
  requires static transitive micrometer.core;

  exports dev.alpnmux.client;
  exports dev.alpnmux.client.mariadb;
  exports dev.alpnmux.client.micrometer;
  exports dev.alpnmux.client.mysql;
  exports dev.alpnmux.client.vertx;
}
