package dev.alpnmux.gateway;

import dev.alpnmux.gateway.config.TicketKeysConfig;
import dev.alpnmux.gateway.tls.MasterSecrets;
import dev.alpnmux.gateway.tls.MasterSecretsException;
import dev.alpnmux.gateway.tls.TicketKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;

/** Keeps the ticket keys fresh, on a worker thread, until it is stopped. */
final class TicketKeyRotation {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  /** How long a gateway may not know the secret that another one, with the same file, has made. */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final MasterSecrets secrets;
  private final TicketKeys keys;
  private final long timer;
  private String lastFailure = "";

  private TicketKeyRotation(Vertx vertx, MasterSecrets secrets) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.keys = new TicketKeys(secrets);
    this.timer = vertx.setPeriodic(PERIOD.toMillis(), due -> look());
  }

  /** Completes when there are keys; fails with a {@link MasterSecretsException}. */
  static Future<TicketKeyRotation> start(Vertx vertx, TicketKeysConfig config) {
    return vertx
        .executeBlocking(
            () -> MasterSecrets.open(config.file(), config.rotation(), InstantSource.system()))
        .map(secrets -> new TicketKeyRotation(vertx, secrets));
  }

  /** Returns the keys, which change as time goes on. */
  TicketKeys keys() {
    return keys;
  }

  /** Looks at the file now; returns whether the keys have changed. */
  Future<Boolean> look() {
    return vertx.executeBlocking(this::refresh);
  }

  /** A gateway goes on with the keys that it has; it says so once, not every time. */
  private synchronized boolean refresh() {
    try {
      boolean hasChanged = secrets.refresh();
      lastFailure = "";
      return hasChanged;
    } catch (MasterSecretsException e) {
      String failure = String.valueOf(e.getMessage());
      if (!failure.equals(lastFailure)) {
        LOG.log(Level.WARNING, "the ticket keys stay as they are: " + failure);
      }
      lastFailure = failure;
      return false;
    }
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
