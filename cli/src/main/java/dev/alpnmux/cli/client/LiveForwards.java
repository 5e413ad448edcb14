package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.signal.Signals;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.ServiceSocket;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is forwarded now, and what is told about it. Thread-safe. */
final class LiveForwards {
  private final ForwardSource source;
  private final AlpnmuxClient client;
  private final OpenListeners listeners;
  private final ForwardNews news;
  private final @Nullable ReadyFile readyFile;

  /**
   * @param readyFile if one is wanted
   */
  LiveForwards(
      ForwardSource source,
      AlpnmuxClient client,
      OpenListeners listeners,
      ForwardNews news,
      @Nullable ReadyFile readyFile) {
    this.source = source;
    this.client = client;
    this.listeners = listeners;
    this.news = news;
    this.readyFile = readyFile;
  }

  /**
   * Connects to each service once. Blocks until all have answered.
   *
   * @throws CommandFailure for the first that cannot be reached
   */
  void test(List<Forwarding> forwards) throws CommandFailure {
    for (String service : new TreeSet<>(forwards.stream().map(Forwarding::service).toList())) {
      try (ServiceSocket socket = client.connect(service)) {
        socket.setSoLinger(true, 0);
      } catch (AlpnmuxException e) {
        throw DialFailure.of(e);
      } catch (IOException e) {
        throw DialFailure.broken(service, e);
      }
    }
  }

  /**
   * Accepts on what was prepared, and says so; from then on it does what the source says.
   *
   * @param watch of the source's file, if it has one
   */
  synchronized void begin(OpenListeners.Change change, @Nullable ForwardsWatch watch)
      throws CommandFailure {
    if (watch != null) {
      // Whoever has read that it is ready may send the signal at once.
      Signals.onHangUp(this::reload);
      watch.start(this::reload);
    }
    apply(change);
  }

  private void apply(OpenListeners.Change change) throws CommandFailure {
    listeners.apply(change).forEach(news::acceptsNoMore);
    change.announced().forEach(news::accepts);
    if (readyFile != null) {
      readyFile.write(listeners.open().stream().map(news::line).toList());
    }
  }

  /** Does what the source says by now; says in one line why, when it cannot. */
  private synchronized void reload() {
    try {
      List<Forwarding> wanted = source.read();
      wanted.forEach(forwarding -> client.socketFactory(forwarding.service()));
      apply(listeners.prepare(wanted));
    } catch (CommandFailure | IllegalArgumentException e) {
      List<String> lines = String.valueOf(e.getMessage()).lines().toList();
      String more = lines.size() == 1 ? "" : " (and " + (lines.size() - 1) + " more like this)";
      news.error("the ports stay as they are: " + lines.get(0) + more);
    }
  }
}
