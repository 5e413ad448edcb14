package dev.alpnmux.gateway;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.GatewayConfig.DataPathChoice;
import dev.alpnmux.gateway.linux.LinuxPath;
import dev.alpnmux.gateway.portable.PortablePath;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.gateway.wire.GatewayPath;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Chooses the data path of a gateway, and says once which one it is. */
final class DataPaths {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private DataPaths() {}

  static boolean prefersNativeTransport(GatewayConfig config) {
    return switch (config.dataPath()) {
      case PORTABLE -> false;
      case LINUX -> true;
      case AUTO -> LinuxPath.lackHere().isEmpty() && LinuxPath.lackOf(config).isEmpty();
    };
  }

  /**
   * Returns the data path that the configuration wants.
   *
   * @throws IllegalArgumentException if it cannot be had; the message says why
   */
  static GatewayPath choose(Vertx vertx, GatewayConfig config) {
    if (config.dataPath() == DataPathChoice.PORTABLE) {
      return of(TlsEngine.JDK, vertx, config);
    }
    Optional<String> lack = lackOfLinux(vertx, config);
    if (lack.isEmpty() || config.dataPath() == DataPathChoice.LINUX) {
      return of(TlsEngine.NATIVE, vertx, config);
    }
    LOG.log(Level.INFO, "not the data path linux: " + lack.get());
    return of(TlsEngine.JDK, vertx, config);
  }

  /**
   * Returns the data path that this engine belongs to.
   *
   * @throws IllegalArgumentException if it cannot be had; the message says why
   */
  static GatewayPath of(TlsEngine engine, Vertx vertx, GatewayConfig config) {
    boolean isLinux = engine == TlsEngine.NATIVE;
    String name = isLinux ? "linux" : "portable";
    Optional<String> lack =
        isLinux ? lackOfLinux(vertx, config) : PortablePath.lackOn(vertx, engine);
    if (lack.isPresent()) {
      throw new IllegalArgumentException("the data path " + name + " cannot be had: " + lack.get());
    }
    LOG.log(Level.INFO, "data path " + name + ", TLS engine " + engine);
    return isLinux ? new LinuxPath(vertx) : new PortablePath(vertx, engine);
  }

  /** What the machine lacks comes first: it is why the event loops are not on epoll. */
  private static Optional<String> lackOfLinux(Vertx vertx, GatewayConfig config) {
    return LinuxPath.lackHere()
        .or(() -> LinuxPath.lackOf(config))
        .or(() -> LinuxPath.lackOn(vertx));
  }
}
