package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Strictness;
import java.util.Optional;

/** Reads {@code strictness} of a listener. */
final class StrictnessReader {
  private StrictnessReader() {}

  /**
   * Returns what is written, {@code enforce} without it.
   *
   * @param defaultService the service that the listener names as such, if there is one
   */
  static Strictness read(Section listener, Optional<Service> defaultService) {
    Strictness strictness =
        listener.choice("strictness", Strictness.ENFORCE).orElse(Strictness.ENFORCE);
    if (strictness == Strictness.REPORT) {
      listener.warn(
          "strictness",
          "with \"report\" a client may get a service that it has not named: this is for a"
              + " migration; set \"enforce\" once alpnmux_reported_connections_total stands still");
      checkDefaultService(listener, defaultService);
    }
    return strictness;
  }

  private static void checkDefaultService(Section listener, Optional<Service> defaultService) {
    if (!listener.has("defaultService")) {
      listener.fault(
          "strictness",
          "\"report\" needs a \"defaultService\" for the clients that it does not refuse");
    }
    defaultService.ifPresent(service -> check(listener, service));
  }

  /** Its clients come under any server name, and with ids that are not its own. */
  private static void check(Section listener, Service service) {
    if (service.mode() == ServiceMode.PASSTHROUGH) {
      listener.fault(
          "defaultService",
          "with \"strictness\": \"report\" the default service cannot be in passthrough: its"
              + " upstream would get hellos that name something else");
    }
    if (service.isBoundToNames()) {
      listener.fault(
          "defaultService",
          "with \"strictness\": \"report\" the default service cannot have \"serverNames\": it gets"
              + " clients under every name");
    }
  }
}
