package dev.alpnmux.gateway.status;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.explain.Remedy;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last refusals, and the ids and server names that clients ask for and nobody knows. Its memory
 * is bounded, whatever clients send, and so is what a refusal costs. Thread-safe.
 */
public final class RefusalBoard implements ConnectionEvents {
  /** How many refusals are kept. */
  public static final int REFUSALS_MAX = 50;

  /** How many unknown ids are kept, and how many unknown server names. */
  public static final int NAMES_MAX = 50;

  /** One offer may hold thousands of ids; it is not to drown those of other clients. */
  private static final int COUNTED_OF_ONE_OFFER = 8;

  private final Clock clock;
  private final AtomicReferenceArray<@Nullable RefusedConnection> ring =
      new AtomicReferenceArray<>(REFUSALS_MAX);
  private final AtomicLong next = new AtomicLong();
  private final TopNames unknownIds = new TopNames(NAMES_MAX);
  private final TopNames unknownServerNames = new TopNames(NAMES_MAX);
  private volatile Function<Remedy.Case, String> remedy = refused -> refused.refusal().sentence();

  /** Creates an empty one, which knows nothing to do about a refusal before {@link #adviseBy}. */
  public RefusalBoard(Clock clock) {
    this.clock = clock;
  }

  /** Says what to do about what is refused from now on. */
  public void adviseBy(Remedy remedyFromNowOn) {
    remedy = remedyFromNowOn::of;
  }

  @Override
  public void routed(Connection connection) {
    connection.reported().ifPresent(reason -> countUnknown(connection, reason));
  }

  @Override
  public void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    RefusedConnection refused =
        new RefusedConnection(
            clock.instant(), connection, new RefusedConnection.How(refusal, alert, detail), remedy);
    ring.set((int) (next.getAndIncrement() % REFUSALS_MAX), refused);
    countUnknown(connection, refusal);
  }

  private void countUnknown(Connection connection, Refusal refusal) {
    if (refusal == Refusal.UNKNOWN_SERVICE) {
      connection.hello().flatMap(ClientHello::protocols).ifPresent(this::countIds);
      connection.line().ifPresent(line -> unknownIds.add(new ApplicationProtocol(line).toString()));
    } else if (refusal == Refusal.UNKNOWN_SERVER_NAME) {
      connection.hello().flatMap(ClientHello::writtenServerName).ifPresent(unknownServerNames::add);
    }
  }

  private void countIds(List<ApplicationProtocol> offered) {
    offered.stream()
        .limit(COUNTED_OF_ONE_OFFER)
        .filter(id -> !id.isGrease())
        .forEach(id -> unknownIds.add(id.toString()));
  }

  /** Returns the last refusals, the newest first. */
  public List<RefusedConnection> refusals() {
    List<RefusedConnection> all = new ArrayList<>(REFUSALS_MAX);
    for (int i = 0; i < REFUSALS_MAX; i++) {
      RefusedConnection refused = ring.get(i);
      if (refused != null) {
        all.add(refused);
      }
    }
    // Several event loops write at once: the time says more than the place.
    all.sort(
        Comparator.comparing(RefusedConnection::time)
            .thenComparing(RefusedConnection::connection)
            .reversed());
    return all;
  }

  /** Returns the ids that clients offered or asked for in vain, in escaped form. */
  public List<TopNames.Count> unknownIds() {
    return unknownIds.all();
  }

  /** Returns the server names that clients sent in vain, in escaped form. */
  public List<TopNames.Count> unknownServerNames() {
    return unknownServerNames.all();
  }
}
