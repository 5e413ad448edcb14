package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what it hears, a word for each event. */
final class RecordedEvents implements ClientEvents {
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final Set<Dial> dials = ConcurrentHashMap.newKeySet();
  volatile Traffic traffic = new Traffic(-1, -1, Duration.ZERO);

  List<String> heard() {
    return List.copyOf(heard);
  }

  Set<Dial> dials() {
    return dials;
  }

  private void note(Dial dial, String event) {
    dials.add(dial);
    heard.add(event);
  }

  @Override
  public void connectStarted(Dial dial) {
    note(dial, "connectStarted " + dial.service());
  }

  @Override
  public void lookupEnded(Dial dial, GatewayAddress gateway, Duration took) {
    note(dial, "lookupEnded");
  }

  @Override
  public void attemptStarted(Dial dial, GatewayAddress gateway, InetSocketAddress address) {
    note(dial, "attemptStarted");
  }

  @Override
  public void attemptFailed(Dial dial, Attempt attempt) {
    note(dial, "attemptFailed " + attempt.phase());
  }

  @Override
  public void connected(Dial dial, GatewayAddress gateway, Timings timings) {
    note(dial, "connected");
  }

  @Override
  public void connectFailed(Dial dial, IOException failure) {
    note(dial, "connectFailed " + failure.getClass().getSimpleName());
  }

  @Override
  public void refusedLate(Dial dial, ClientCertificateException refusal) {
    note(dial, "refusedLate");
  }

  @Override
  public void closed(Dial dial, Traffic traffic) {
    note(dial, "closed");
    this.traffic = traffic;
  }

  @Override
  public void identityReloaded(Path certificate) {
    heard.add("identityReloaded");
  }

  @Override
  public void identityKept(Path certificate, IOException reason) {
    heard.add("identityKept " + reason.getMessage());
  }
}
