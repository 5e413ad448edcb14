package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Page.Access;
import java.util.List;

/** Health and metrics: for those who watch the gateway from elsewhere too. */
final class HealthPages {
  private HealthPages() {}

  static List<Page> of(Administered gateway) {
    return List.of(
        Page.get("/healthz", Access.EVERYBODY, () -> Answer.text(200, "ok")),
        Page.get("/readyz", Access.EVERYBODY, () -> readiness(gateway.isReady())),
        Page.get("/metrics", Access.EVERYBODY, () -> Answer.metrics(gateway.metrics())));
  }

  private static Answer readiness(boolean isReady) {
    return isReady ? Answer.text(200, "ready") : Answer.text(503, "not ready");
  }
}
